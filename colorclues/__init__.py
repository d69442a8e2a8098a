"""The shell round the game: rooms, people, sockets and pages."""
