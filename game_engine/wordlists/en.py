"""The referee's words of English.

Decisions. A rose is a flower here, a hall no gray; "noir", "rosa" and "marron" are known as colors
first. "Pinky" and "greens" say a color as well as a finger and a dish, and do not pass.
"""

from game_engine.wordlists.wordlist import WordList, entries, kinds

_COLORS = entries("purple blue green red pink yellow orange brown white black gray grey")

_COMPASS = " ".join(
    point + ending
    for point in "north south east west northeast northwest southeast southwest".split()
    for ending in ",ern,erly,ernmost,erner,erners,ward,wards,bound".split(",")
)

LIST = WordList(
    colors=_COLORS,
    # The color itself, its last letter doubled (redd-ish), or a silent e dropped (blu-ish).
    stems=frozenset(
        stem for color in _COLORS for stem in (color, color + color[-1], color.removesuffix("e"))
    ),
    endings=entries(
        "s y ish er est ier iest ness ishness ed en ens ened ener ening ing ly ery "
        "tone toned hue hued tint tinted color colored colour coloured like esque"
    ),
    prefixes=frozenset(),
    heads=entries(
        "dark light deep pale bright off dull hot neon pastel soft baby dusty dirty warm cool "
        "cold mid medium very super ultra vivid electric blood brick cherry rose ruby "
        "wine fire rust tomato apple poppy coral copper crimson scarlet lava lipstick candy berry "
        "strawberry raspberry sunset flame ochre slate ash charcoal dove steel silver smoke smoky "
        "storm stormy cloud stone iron lead mouse pearl gunmetal non un"
    ),
    hidden=entries("red gray grey"),
    tails=entries("s ish y"),
    hollow=entries("orangeade orangeades grayscale greyscale"),
    innocent=entries(
        "evergreen evergreens wintergreen wintergreens infrared bobwhite bobwhites lintwhite "
        "lintwhites bootblack bootblacks shoeblack shoeblacks orangery orangeries orangs shagreen "
        "whiting whitings whits spink spinks goldspink goldspinks"
    ),
    common=entries(
        "bile bruin brunt cam hall must rod rode rose roses rosé rot rote rumen sari sort wit"
    ),
    positions=kinds(
        """
        left lefts leftmost leftward leftwards right rights rightmost rightward rightwards;
        top tops topmost bottom bottoms bottommost upper uppers uppermost lower lowers lowermost;
        side sides;
        above below beneath;
        corner corners;
        edge edges border borders;
        middle middles middlemost center centers centre centres central;
        row rows column columns;
        """
        + _COMPASS
    ),
    numbers=entries(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
        "seventy eighty ninety hundred thousand million billion first second third fourth "
        "fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth "
        "fiftieth sixtieth seventieth eightieth ninetieth hundredth thousandth millionth "
        "half halves quarter dozen once twice thrice last"
    ),
    places="C14, 7, seven, half, first, left, top, side, above, corner, edge, middle, row, north",
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
