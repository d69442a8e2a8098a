"""More tables from those that there are, as copies in the database: opening them takes longer."""

BETWEEN = 1_000_000
"""Between the primary keys of a row and those of its copies."""
KEYS = {
    "colorclues_room": {"id", "host_id"},
    "colorclues_player": {"id", "room_id"},
    "colorclues_game": {"id", "room_id"},
    "colorclues_gameevent": {"id", "game_id"},
}


def code(original, number):
    """Give the code of a table's copy, with a 0, as no real one has; number 0 is the table."""
    return f"0{number}{original[2:]}" if number else original


def multiply(database, number):
    """Add another copy of every room, its people, games and events to an SQLite database."""
    for table, keys in KEYS.items():
        names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        changed = {name: f"{name} + {number * BETWEEN}" for name in keys}
        if table == "colorclues_room":
            changed["code"] = f"'0{number}' || substr(code, 3)"
        values = ", ".join(changed.get(name, f'"{name}"') for name in names)
        database.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE id < {BETWEEN}")
    database.commit()
