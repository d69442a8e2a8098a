"""`make bench`: how fast Color Clues is, next to its goals. Prints figures, judges none."""
