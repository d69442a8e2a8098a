"""Games that ended before there were links to them get theirs: so they have an album, too."""

import secrets

from django.db import migrations


def give_links(apps, schema_editor):
    games = apps.get_model("colorclues", "Game").objects.using(schema_editor.connection.alias)
    without = games.filter(ended_at__isnull=False, slug=None).values_list("pk", flat=True)
    for pk in list(without):
        games.filter(pk=pk, slug=None).update(slug=secrets.token_urlsafe(12))


class Migration(migrations.Migration):
    dependencies = [("colorclues", "0013_stand_ins")]

    operations = [migrations.RunPython(give_links, migrations.RunPython.noop, elidable=True)]
