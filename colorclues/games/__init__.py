"""What is played: the log of a game, its state in memory, its timers and bots."""
