"""What words look like: the colors that people mean by them, in each language of clues."""
