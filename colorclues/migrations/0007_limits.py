import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("colorclues", "0006_guests_by_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="joinrequest",
            name="client",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=32),
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("until", models.DateTimeField()),
                ("player", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="ticket", to="colorclues.player")),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=16, unique=True)),
                ("player", models.BigIntegerField(null=True)),
                ("until", models.DateTimeField()),
                ("room", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="colorclues.room")),
            ],
        ),
        # Processes of the version before go on counting in this table until they are stopped, so
        # the table stays for now; what they leave in it must not keep a room from being deleted.
        migrations.AlterField(
            model_name="audience",
            name="room",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="audiences",
                to="colorclues.room",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="Audience")]
        ),
    ]
