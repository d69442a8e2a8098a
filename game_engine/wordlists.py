"""The words that the clue referee knows, by language, all of them case-folded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordList:
    """What the referee needs to know of one language."""

    colors: frozenset[str]
    endings: frozenset[str]
    """What may follow a color without making it another word: reddish, bluest, greens."""
    heads: frozenset[str]
    """What may be glued to the front of any color: darkblue, bloodred."""
    hidden: frozenset[str]
    """Colors that many a word ends in by chance (hundred, stingray): these need a known head."""
    hollow: frozenset[str]
    """Compounds that say a color and nothing else about how a thing looks: greenhouse."""
    innocent: frozenset[str]
    """Words that only look like a color with something glued to it."""
    positions: frozenset[str]
    numbers: frozenset[str]
    comparisons: frozenset[str]
    small: frozenset[str]
    """Words without content, which may come again."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS = {
    "en": WordList(
        colors=_words("purple blue green red pink yellow orange brown white black gray grey"),
        endings=_words(
            "s y ish er est ier iest ness ishness ed en ens ened ener ening ing ly ery "
            "tone toned hue hued tint tinted color colored colour coloured"
        ),
        heads=_words(
            "dark light deep pale bright off dull hot neon pastel soft baby dusty dirty warm cool "
            "cold mid medium very super ultra vivid electric infra blood brick cherry rose ruby "
            "wine fire rust tomato apple slate ash charcoal dove steel non un"
        ),
        hidden=_words("red gray grey"),
        hollow=_words(
            "greenhouse greenhouses greenfield greenhorn greenwash redhead redneck "
            "whitewash whiteout whitelist blackout blacklist blackmail brownout grayscale "
            "greyscale bluetooth orangeade"
        ),
        innocent=_words("shagreen bobwhite whiting whits spink goldspink"),
        positions=_words(
            "left lefts leftmost right rights rightmost top tops topmost bottom bottoms "
            "bottommost corner corners edge edges middle middles center centers centre centres "
            "row rows column columns"
        ),
        numbers=_words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
            "seventy eighty ninety hundred thousand million billion first second third fourth "
            "fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"
        ),
        comparisons=_words(
            "lighter lightest darker darkest warmer warmest cooler coolest colder coldest hotter "
            "hottest more most less least lesser brighter brightest paler palest deeper deepest "
            "softer softest duller dullest stronger strongest weaker weakest richer richest "
            "fainter faintest milder mildest dimmer dimmest bolder boldest muddier muddiest "
            "dirtier dirtiest cleaner cleanest purer purest duskier dustier sharper "
            "higher lower closer nearer further farther than"
        ),
        small=_words("a an the of in on at and or to with for from by my your its it is s t"),
    )
}
"""The referee's words by language; a new language is one more entry (and house.LANGUAGES)."""
