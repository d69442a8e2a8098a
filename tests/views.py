"""What a client makes of a `turn_update`: parts that it has already are left out of it."""

PARTS = {
    "room": ("code", "name", "revision", "spectators", "paused", "players"),
    "rules": ("rules",),
    "history": ("history",),
}


class PartMissing(LookupError):
    """An update names a part that never came: a client then says `hello`."""


class Parts:
    """The parts that one connection has brought."""

    def __init__(self):
        self.kept = {}

    def whole(self, update):
        """Return the update with all its parts; raises `PartMissing`."""
        table = update["table"]
        for name, revision in table.get("parts", {}).items():  # none from the version before
            fields = PARTS[name]
            if fields[0] in table:
                self.kept[name] = (revision, {field: table[field] for field in fields})
            known, values = self.kept.get(name, (None, {}))
            if known != revision:
                raise PartMissing(name)
            table = table | values
        return update | {"table": table}
