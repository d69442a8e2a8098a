"""The referee: what each clue is refused for, and what it lets pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game_engine import Refusal, Rules
from game_engine.bots import WORDS as BOT_WORDS
from game_engine.clues import clean, judge, words_of

MANY = Rules(first_clue_words=3, second_clue_words=4)


def verdict(text: str, *earlier: str, clue: int = 0, rules: Rules = MANY) -> Refusal | None:
    return judge(text, clue=clue, earlier=earlier, rules=rules)


@pytest.mark.parametrize(
    "text",
    "moss lavender coral golden seafoam teal café forest rosé naïve déjà-vu ocean rock'n'roll "
    "kindergarten crème brûlée мох 苔 ทะเล नदी".split(),
)
def test_ordinary_words_pass(text: str) -> None:
    assert verdict(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "\t", "-", "...", "'", "\u200b", "\u3164", "\u2800", "_"]
)
def test_a_clue_needs_a_word(text: str) -> None:
    assert verdict(text) is Refusal.CLUE_EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "wet moss",
        "sky-blue",
        "rock'n'roll",
        "rock’n",
        "rockʼn",
        "a/b",
        "wet_moss",
        "wet\u00a0moss",
        "wet‑moss",
    ],
)
def test_hyphen_apostrophe_and_the_like_split_words(text: str) -> None:
    assert verdict(text, rules=Rules()) is Refusal.CLUE_TOO_MANY_WORDS


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "a\x07b",
        "a\nb",
        "a\u202eb",
        "a\u2066b",
        "a\u200eb",
        "a\ud800b",
        "\udfff",
        "a\ue000b",
        "a\u2028b",
        "🍊",
        "moss 🔴",
        "a\U000e0041",
        "z" + "\u0301" * 5,
        "\x1bmoss",
        "<b>",
        "a\u0378",
    ],
)
def test_what_is_not_text_to_read_is_refused(text: str) -> None:
    assert verdict(text) is Refusal.CLUE_UNREADABLE


@pytest.mark.parametrize(
    "text", ["a" * 41, "a" * 10_000_000, "\ufdfa" * 5, "moss" + "\u200b" * 400]
)
def test_a_clue_has_at_most_40_characters_after_nfkc(text: str) -> None:
    assert verdict(text, rules=Rules(first_clue_words=3)) is Refusal.CLUE_TOO_LONG


def test_40_characters_are_fine() -> None:
    assert verdict("m" + "o" * 39) is None


PLAIN = "purple blue green red pink yellow orange brown white black gray grey".split()


@pytest.mark.parametrize("color", PLAIN)
def test_plain_colors_are_refused(color: str) -> None:
    for text in (
        color,
        color.upper(),
        f"dark-{color}",
        f"{color} sea",
        f"dark{color}",
        f"{color}s",
    ):
        assert verdict(text) is Refusal.CLUE_PLAIN_COLOR
        assert verdict(text, clue=1) is Refusal.CLUE_PLAIN_COLOR


@pytest.mark.parametrize(
    "text",
    "reddish bluest bluish blueish greenish yellowy pinkish browner whitish whiter blackest "
    "greyer greener redder redness orangey orangish purplish purply reds blues greens "
    "blacken whiten redden bluer "
    "greenery whiteness dark-blue darkblue skyblue bluegreen yellowgreen seagreen "
    "navyblue offwhite "
    "bloodred cherryred blackandwhite greyscale orangeade bluelike "
    "bluegreenish BLUE Ｂｌｕｅ blúe bl\u200bue b\u00adlue re\u2060d ｒｅｄ oranges red's "
    "réd redtone".split(),
)
def test_what_is_built_on_a_plain_color_is_refused(text: str) -> None:
    assert verdict(text) is Refusal.CLUE_PLAIN_COLOR


@pytest.mark.parametrize(
    "text",
    "shred tired redwood bored reduce pinkie tangerine scarred inbred sacred hatred kindred credit "
    "incredible stingray portray seared layered blueberry blackberry blackbird redwood greyhound "
    "bluebell brownie whitney whiting shagreen bobwhite orangutan predator infrastructure".split(),
)
def test_letters_alone_are_no_color(text: str) -> None:
    assert verdict(text) is None


@pytest.mark.parametrize(
    "text",
    "redhead redneck redcoat redshift bluetooth bluegrass blueprint evergreen wintergreen "
    "greenhouse greenhorn greengrocer greenback whitewash whiteboard whitewater whitelist "
    "blackmail blackboard blackout blackjack blacksmith graybeard greyhound yellowjacket "
    "yellowstone brownstone pinkeye orangery infrared bootblack".split(),
)
def test_a_word_of_its_own_may_contain_a_color(text: str) -> None:
    assert verdict(text) is None
    assert verdict(text.upper(), clue=1) is None


MIXED = "mоss Mоss fеrn τea мoss Ωmega naïvе"
"""Each with a letter or two of Cyrillic or Greek."""


@pytest.mark.parametrize("text", MIXED.split())
def test_a_word_that_mixes_scripts_is_refused(text: str) -> None:
    assert verdict(text) is Refusal.CLUE_MIXED_SCRIPTS
    assert verdict(text, rules=Rules(plain_colors=True)) is Refusal.CLUE_MIXED_SCRIPTS


@pytest.mark.parametrize(
    "text", "мох θάλασσα 苔の森 Tシャツ カラー 한국 שלום शहद ทะเล moss-мох".split()
)
def test_what_is_written_in_one_script_or_together_everywhere_is_not_mixed(text: str) -> None:
    assert verdict(text) is None


@pytest.mark.parametrize(
    "text",
    "rеd Rеd ɡrееn bluе уellow ріnk ᏴLUE ѕеаgreen rеddish bІue bIue BlUE PlNK yeIIow brovvn vvhite "
    "ʙʟᴜᴇ ʀᴇᴅ bľue rˆed r⃝ed grɇen ꞌred bl᠏ue".split(),
)
def test_letters_that_look_like_others_are_judged_as_those(text: str) -> None:
    assert verdict(text) is Refusal.CLUE_PLAIN_COLOR


@pytest.mark.parametrize("text", ["r'ed", "bl-ue", "b lack", "r.e.d", "gr ün", "o range"])
def test_a_color_that_is_taken_apart_is_the_color(text: str) -> None:
    assert verdict(text, clue=1) is Refusal.CLUE_PLAIN_COLOR


@pytest.mark.parametrize("text", ["to range", "ho tel", "sea horse", "car pet", "in fra"])
def test_two_words_that_only_end_in_a_color_together_pass(text: str) -> None:
    assert verdict(text, clue=1) is None


@pytest.mark.parametrize("text", ["Ieft", "ſide", "nоrth", "сorner", "ѕеvеn"])
def test_a_position_is_one_in_letters_that_look_like_it_too(text: str) -> None:
    assert verdict(text) is Refusal.CLUE_POSITION


def test_repeats_and_comparisons_are_seen_through_letters_that_look_alike() -> None:
    assert verdict("mоss", "moss") is Refusal.CLUE_MIXED_SCRIPTS
    assert verdict("ѕір", "sip") is Refusal.CLUE_REPEAT
    assert verdict("Iess", clue=1) is Refusal.CLUE_COMPARISON


@pytest.mark.parametrize("text", "modern burn corn fill Illinois ILLUSION wool DIAL".split())
def test_a_word_that_may_be_read_in_two_ways_passes_if_both_are_fair(text: str) -> None:
    assert verdict(text, "modem", "bum") is None


def test_hundred_is_no_color_but_a_number() -> None:
    assert verdict("hundred") is Refusal.CLUE_POSITION


@pytest.mark.parametrize(
    "text",
    [
        *"C14 c14 14C 14 7th ٣ ½ ① Ⅳ2 x² one seven twenty twentyone thirtieth third ones".split(),
        *"hundred left right top bottom corner edge middle row column lefts corners".split(),
        *"edges rows columns topmost center C c".split(),
        *(
            "c 14",
            "14 c",
            "c fourteen",
            "top-left",
            "the edge",
            "c. 14",
            "left's",
            "C-14",
            "Ｃ１４",
        ),
        *"c１４ C१४ 一四 三 c③ Ⅳ half halves dozen dozens first last once twice quarter".split(),
        *"upper lower side sides above below beneath border borders centre central".split(),
        *"bottom top North southern eastward westerly northeast southbound northernmost".split(),
    ],
)
def test_a_position_is_refused(text: str) -> None:
    assert verdict(text) in {Refusal.CLUE_POSITION, Refusal.CLUE_UNREADABLE}
    if text != "½":  # its fraction slash is no letter
        assert verdict(text) is Refusal.CLUE_POSITION


@pytest.mark.parametrize("text", "topleft upperright bottomrow leftside firstcolumn".split())
def test_positions_that_are_glued_together_are_positions(text: str) -> None:
    assert verdict(text) is Refusal.CLUE_POSITION


@pytest.mark.parametrize(
    "text",
    "upright underside halftime sidewinder "
    "stone money leftovers knowledge rowing columnist tonic sixties seaside sidewalk lowering "
    "easter topaz edgy centerpiece lasting firsthand crescent 三日月".split(),
)
def test_words_that_contain_a_position_pass(text: str) -> None:
    assert verdict(text) is None


@pytest.mark.parametrize(
    "text", ["moss", "MOSS", " moss ", "Moss!", "mo\u200bss", "ｍｏｓｓ", "wet moss", "the moss"]
)
def test_a_clue_that_was_given_comes_neither_again_nor_within_another(text: str) -> None:
    assert verdict(text, "fern", "moss") is Refusal.CLUE_REPEAT


def test_a_repeat_is_compared_without_accents_and_small_words() -> None:
    assert verdict("cafe", "café") is Refusal.CLUE_REPEAT
    assert verdict("sea", "the sea") is Refusal.CLUE_REPEAT
    assert verdict("Straße", "strasse") is Refusal.CLUE_REPEAT


@pytest.mark.parametrize(
    ("text", "before"), [("moss", "wet moss"), ("wet wall", "wet moss"), ("mossy", "moss")]
)
def test_one_word_of_a_longer_clue_may_come_again(text: str, before: str) -> None:
    assert verdict(text, before) is None


@pytest.mark.parametrize(
    "text",
    [
        *"lighter darker warmer cooler more less brighter paler deeper Lighter! than".split(),
        *("a bit darker", "less moss"),
    ],
)
def test_comparisons_are_refused_in_the_second_clue_only(text: str) -> None:
    assert verdict(text, clue=0) is None
    assert verdict(text, clue=1) is Refusal.CLUE_COMPARISON


def test_the_first_reason_that_applies_is_given() -> None:
    assert verdict("one blue darker row", rules=Rules(), clue=1) is Refusal.CLUE_TOO_MANY_WORDS


def test_a_clue_is_kept_clean() -> None:
    assert clean("  Ｗｅｔ\u00a0 mo\u200bss ") == "Wet moss"
    assert words_of("Rock’n’Roll — Straße!") == ("rock", "n", "roll", "strasse")
    assert words_of("a\x00") == ()


def test_the_words_of_the_bots_pass() -> None:
    assert {judge(word, clue=1, earlier=(), rules=Rules()) for word in BOT_WORDS} == {None}


@given(st.text(max_size=60), st.sampled_from([0, 1]))
def test_the_referee_has_an_answer_to_any_text(text: str, clue: int) -> None:
    assert judge(text, clue=clue, earlier=("moss",), rules=Rules()) in {None, *Refusal}


@given(st.text(max_size=40))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    try:
        cleaned = clean(text)
    except ValueError:
        return
    assert clean(cleaned) == cleaned
    assert words_of(text) == words_of(cleaned)
