"""Puzzles of past days may be tried, too, for practice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0013_stand_ins")]

    operations = [
        migrations.AddField(
            "puzzletry", "practice", models.BooleanField(default=False, db_default=False)
        ),
    ]
