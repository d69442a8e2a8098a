"""Puzzles of past days may be tried, too, for practice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0014_links_of_the_first_games")]

    operations = [
        migrations.AddField(
            "puzzletry", "practice", models.BooleanField(default=False, db_default=False)
        ),
    ]
