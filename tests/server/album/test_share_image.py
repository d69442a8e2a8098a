"""The picture that people share: the same for the same game, readable, and without empty boxes."""

from dataclasses import replace
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image

from colorclues.album.canvas import Pen, Style
from colorclues.album.share_image import HEIGHT, WIDTH, _layout, share_picture
from colorclues.palette import COLORS
from colorclues.rooms.membership import SYMBOLS
from game_engine import PRESETS, Phase, Rules, Setup, summarize
from tests.engine.table import Table
from tests.engine.test_random_play import play_out
from tests.server.album.test_charts import NAMES, cast_of, empty_game, game_of

PLAIN = Style(24, "#ffffff")


@pytest.fixture
def pen():
    return Pen(Image.new("RGB", (300, 100)))


def opened(png):
    return Image.open(BytesIO(png)).convert("RGB")


def cast(*names):
    return [{"name": name, "symbol": SYMBOLS[n]} for n, name in enumerate(names)]


@pytest.mark.parametrize("seats", [3, 6, 10])
def test_the_picture_is_a_png_for_link_previews_whatever_the_names(seats):
    png = share_picture(game_of(seats), cast_of(seats), NAMES[1])
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(png) < 300_000


def test_the_same_game_gives_the_same_bytes():
    first, again = (share_picture(game_of(5), cast_of(5), "Here") for _ in range(2))
    assert first == again
    assert first != share_picture(game_of(5), cast_of(5), "There")


def test_each_round_has_a_swatch_of_its_targets_color_over_the_whole_side():
    summary = game_of(10)
    image = opened(share_picture(summary, cast_of(10), ""))
    boxes = list(_layout(summary))
    assert [played for _, played in boxes] == list(summary.rounds)
    for (left, top, right, bottom), played in boxes:
        color = COLORS[played.target.name].hex if played.target else "#3a3a3a"
        wanted = tuple(bytes.fromhex(color[1:]))
        corners = [(x, y) for x in (left, right - 1) for y in (top, bottom - 1)]
        assert [image.getpixel(corner) for corner in corners] == [wanted] * 4


@pytest.mark.parametrize("laps", [1, 2, 5])
@pytest.mark.parametrize("seats", [3, 7, 10])
def test_swatches_leave_no_gap_and_do_not_overlap(seats, laps):
    setup = Setup.deal(seats, seed=2, rules=Rules(laps=laps, second_clue="none"))
    boxes = [box for box, _ in _layout(summarize(play_out(setup, 2)[0]))]
    assert len(boxes) == seats * laps
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    assert area == (WIDTH - min(box[0] for box in boxes)) * HEIGHT
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zoë Ñandú", "Zoë Ñandú"),
        ("Ana 🎉", "Ana"),
        ("李Ming", "Ming"),
        ("Łukasz ők", "Łukasz ők"),
        ("Ｆｕｌｌ", "Full"),
        ("x̣̂", "x"),
        ("李小龙", ""),
        ("عبد الرحمن", ""),
        ("👩‍👩‍👧‍👦", ""),
        ("🎉!", ""),
        ("a\u0000\ud800b", "ab"),
    ],
)
def test_what_the_typeface_lacks_is_left_out(pen, text, written):
    assert pen.writable(text) == written


def test_a_name_that_cannot_be_written_is_said_as_a_number():
    summary = game_of(3)
    strange, plain = cast("李小龙", "Tom 🎉", "عبد"), cast("Player 1", "Tom", "Player 3")
    assert share_picture(summary, strange, "桌子") == share_picture(summary, plain, "")


def test_a_clue_that_cannot_be_written_gives_way_to_the_colors_name():
    summary = game_of(4)
    target = summary.rounds[0].target

    def said(text):
        first = replace(summary.rounds[0], clues=(text,))
        game = replace(summary, rounds=(first, *summary.rounds[1:]))
        return share_picture(game, cast_of(4), "")

    assert said("海") == said(COLORS[target.name].name) != said("sea")


def test_every_symbol_is_drawn_as_a_shape_of_its_own():
    drawn = set()
    for symbol in SYMBOLS:
        image = Image.new("RGB", (60, 60), "#777777")
        Pen(image).piece((30, 30), 24, symbol)
        drawn.add(image.tobytes())
        assert image.getpixel((30, 8)) == (0, 0, 0)
        assert (255, 255, 255) in image.get_flattened_data()
    blank = Image.new("RGB", (60, 60), "#777777")
    Pen(blank).piece((30, 30), 24, " ")
    assert len(drawn | {blank.tobytes()}) == len(SYMBOLS) + 1


def test_a_symbol_that_cannot_be_drawn_gives_way_to_the_initial():
    summary = game_of(3)
    strange = [{"name": name, "symbol": "🦊"} for name in ("Ana", "Tom", "Zoë")]
    plain = [{"name": name, "symbol": name[0]} for name in ("Ana", "Tom", "Zoë")]
    assert share_picture(summary, strange, "") == share_picture(summary, plain, "")


@pytest.mark.parametrize("text", ["Wwwwwwwwwwwwwwwwwwww", "illinois", "x" * 200])
def test_long_text_is_cut_to_its_measured_room(pen, text):
    cut = pen.fit(text, 120, PLAIN)
    assert pen.length(cut, PLAIN) <= 120
    assert cut == text or (cut.endswith("…") and pen.length(text, PLAIN) > 120)


def test_text_shrinks_before_it_is_cut(pen):
    style = pen.shrink("Wwwwwwww", 120, PLAIN, 10)
    assert 10 <= style.size < PLAIN.size
    assert pen.length("Wwwwwwww", style) <= 120
    assert pen.shrink("W" * 99, 120, PLAIN, 10).size == 10


@pytest.mark.parametrize("ties", ["last_giver", "shared"])
def test_one_winner_and_many_can_be_shown(ties):
    table = Table(10, laps=1, ties=ties)
    for n in range(10):
        table.whole_round("abcdefghij"[n] * 5)
    assert table.state.phase is Phase.OVER
    summary = summarize(table.state)
    assert len(summary.winners) == (1 if ties == "last_giver" else 10)
    assert opened(share_picture(summary, cast_of(10), "Here")).size == (WIDTH, HEIGHT)


def test_a_game_in_which_nothing_happened_has_a_picture():
    assert opened(share_picture(empty_game(), cast_of(3), "Here")).size == (WIDTH, HEIGHT)


def test_rounds_of_every_preset_can_be_drawn():
    for preset in PRESETS:
        assert share_picture(game_of(4, preset), cast_of(4), "Here")
