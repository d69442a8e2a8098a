"""Lines are called connections; the names of sockets, which say where one is, are longer.

In the database only two columns grow wider: processes of the version before go on beside.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0009_house_words")]

    operations = [
        migrations.AlterModelTable("line", "colorclues_line"),
        migrations.RenameModel("Line", "Connection"),
        migrations.AlterField(
            "connection",
            "room",
            models.ForeignKey(
                on_delete=models.deletion.CASCADE,
                related_name="connections",
                to="colorclues.room",
            ),
        ),
        migrations.AlterField(
            "connection", "name", models.CharField(max_length=100, unique=True)
        ),
        migrations.AlterField("wordsrow", "socket", models.CharField(max_length=100)),
    ]
