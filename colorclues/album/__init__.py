"""What was played: a finished game, its summary and charts, and the picture to share."""
