"""For those who run the server: health, logs, metrics, shutdown, static files, the database."""
