"""A bot may play for somebody who is away; processes of the version before let none play."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0012_bot_levels")]

    operations = [
        migrations.AddField(
            "player", "stand_in", models.BooleanField(default=False, db_default=False)
        ),
    ]
