"""The next round begins by itself a while after a reveal, unless somebody holds it.

Processes of the version before know nothing of it: what they make goes on by itself, too.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0010_connections")]

    operations = [
        migrations.AddField(
            "room", "goes_on", models.BooleanField(default=True, db_default=True)
        ),
        migrations.AddField("game", "held", models.JSONField(null=True, editable=False)),
    ]
