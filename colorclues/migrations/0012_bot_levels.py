"""How well each bot plays; those that processes of the version before seat play as they did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0011_rounds_go_on")]

    operations = [
        migrations.AddField(
            "player",
            "level",
            models.CharField(default="medium", db_default="medium", max_length=10),
        ),
    ]
