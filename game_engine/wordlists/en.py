"""The referee's words of English.

"Rosa" and "marron", plain colors elsewhere, are a name and a chestnut here, and pass.
"""

from game_engine.wordlists.wordlist import WordList, entries

_COLORS = entries("purple blue green red pink yellow orange brown white black gray grey")

LIST = WordList(
    colors=_COLORS,
    # The color itself, its last letter doubled (redd-ish), or a silent e dropped (blu-ish).
    stems=frozenset(
        stem for color in _COLORS for stem in (color, color + color[-1], color.removesuffix("e"))
    ),
    endings=entries(
        "s y ish er est ier iest ness ishness ed en ens ened ener ening ing ly ery "
        "tone toned hue hued tint tinted color colored colour coloured"
    ),
    prefixes=frozenset(),
    heads=entries(
        "dark light deep pale bright off dull hot neon pastel soft baby dusty dirty warm cool "
        "cold mid medium very super ultra vivid electric infra blood brick cherry rose ruby "
        "wine fire rust tomato apple slate ash charcoal dove steel non un"
    ),
    hidden=entries("red gray grey"),
    tails=entries("s ish y"),
    hollow=entries(
        "greenhouse greenhouses greenfield greenhorn greenwash redhead redneck "
        "whitewash whiteout whitelist blackout blacklist blackmail brownout grayscale "
        "greyscale bluetooth orangeade"
    ),
    innocent=entries("shagreen bobwhite whiting whits spink goldspink rosa rosas marron marrons"),
    positions=entries(
        "left lefts leftmost right rights rightmost top tops topmost bottom bottoms "
        "bottommost corner corners edge edges middle middles center centers centre centres "
        "row rows column columns"
    ),
    numbers=entries(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
        "seventy eighty ninety hundred thousand million billion first second third fourth "
        "fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"
    ),
    comparisons=entries(
        "lighter lightest darker darkest warmer warmest cooler coolest colder coldest hotter "
        "hottest more most less least lesser brighter brightest paler palest deeper deepest "
        "softer softest duller dullest stronger strongest weaker weakest richer richest "
        "fainter faintest milder mildest dimmer dimmest bolder boldest muddier muddiest "
        "dirtier dirtiest cleaner cleanest purer purest duskier dustier sharper "
        "higher lower closer nearer further farther than"
    ),
    small=entries("a an the of in on at and or to with for from by my your its it is s t"),
)
