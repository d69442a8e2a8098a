"""Seats in which a program of somebody's plays; to processes of the version before they are people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0016_denials")]

    operations = [
        migrations.AddField(
            "player", "program", models.BooleanField(default=False, db_default=False)
        ),
    ]
