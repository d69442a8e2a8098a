"""Who is there: admission, seats, host, connections, chat, house rules, and the room's own log."""
