"""Whoever was denied may ask once more: how often they were, and when.

Processes of the version before go on beside: they write neither, and the database has defaults.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0015_practice")]

    operations = [
        migrations.AddField(
            "joinrequest",
            "denials",
            models.PositiveSmallIntegerField(default=0, db_default=0, editable=False),
        ),
        migrations.AddField(
            "joinrequest",
            "denied_at",
            models.DateTimeField(null=True, blank=True, editable=False),
        ),
    ]
