"""What words look like: the colors that people mean by them, in each language of clues."""

from colorclues.lexicon.reading import lexicon

__all__ = ["lexicon"]
