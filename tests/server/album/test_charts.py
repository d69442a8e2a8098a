"""The charts, round cards and awards of finished games: safe, readable, and true as text too."""

import re
from html.parser import HTMLParser
from itertools import combinations, pairwise
from math import dist
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string

from colorclues import phrases
from colorclues.album import board_charts, charts, svg
from colorclues.album.summary import retell, standings
from colorclues.palette import COLORS, stylesheet
from colorclues.rooms.membership import SYMBOLS
from game_engine import PRESETS, Pass, Phase, Rules, Setup, StartRound, distance, summarize
from game_engine.board import SQUARES, within
from game_engine.played_rounds import PlayedRound, ScoredPiece
from tests.engine.table import Table, at
from tests.engine.test_random_play import play_out

NAMES = (
    "Maya",
    "<script>alert(1)</script>",
    "Tom & “Jerry” ]]>",
    "عبد الرحمن بن محمد",
    "李小龙李小龙李小龙李小龙",
    "Wwwwwwwwwwwwwwwwwwww",
    "a\u0000b\ufffe\ud800c",
    "</title><style>*{}</style>",
    "👩‍👩‍👧‍👦 Fam",
    "Bartholomew the Great",
)
SVG = "{http://www.w3.org/2000/svg}"
BASE = Path(__file__).parents[3]


def cast_of(seats):
    return [{"name": NAMES[n], "symbol": SYMBOLS[n]} for n in range(seats)]


def game_of(seats, preset="official", seed=1):
    return summarize(play_out(Setup.deal(seats, seed=seed, rules=PRESETS[preset]), seed)[0])


def all_drawings(summary, cast):
    told = retell(summary, cast)
    drawn = [told["charts"][name] for name in ("scores", "heat", "targets")]
    return [*drawn, *(card.crop for card in told["cards"] if card.crop)]


class Tables(HTMLParser):
    """The tables of a page: their captions, and their rows of (tag, attributes, text) by cell."""

    def __init__(self, page):
        super().__init__()
        self.captions, self.tables, self.text = [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td", "caption"}:
            self.text, self.attributes = "", dict(attributes)

    def handle_data(self, data):
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag):
        if tag not in {"th", "td", "caption"}:
            return
        text, self.text = " ".join(self.text.split()), None
        if tag == "caption":
            self.captions.append(text)
        else:
            self.tables[-1][-1].append((tag, self.attributes, text))


def tables(summary, cast):
    """Return the tables of distances and of who understands whom, and their captions."""
    read = Tables(render_to_string("album/_charts.html", retell(summary, cast)))
    distances, understanding = read.tables
    return distances, understanding, read.captions


def texts(row):
    return [text for _, _, text in row]


def shapes(drawing, tag):
    return ET.fromstring(drawing).iter(SVG + tag)


def told_round(target, pieces, seats=4):
    """A round with pieces by (seat, square)."""
    scored = tuple(
        ScoredPiece(seat, at(name), 0, distance(at(name), at(target)), 0) for seat, name in pieces
    )
    return PlayedRound(1, 0, ("moss",), (), at(target), scored, (0,) * seats, (0,) * seats)


def empty_game():
    """A round with a clue but no pieces, then givers who choose nothing."""
    table = Table(3, laps=1).whole_round("moss")
    while table.state.phase is not Phase.OVER:
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
        table.do(Pass(table.state.giver))
    return summarize(table.state)


@pytest.mark.parametrize(("seats", "preset"), [(3, "official"), (6, "family"), (10, "party")])
def test_charts_are_well_formed_and_hold_neither_scripts_nor_styles(seats, preset):
    for drawing in all_drawings(game_of(seats, preset), cast_of(seats)):
        root = ET.fromstring(drawing)
        for element in root.iter():
            kind = element.tag.removeprefix(SVG)
            assert kind in {
                "svg", "title", "desc", "g", "path", "rect", "circle", "text",
            }  # fmt: skip
            assert not [name for name in element.attrib if name == "style" or name[:2] == "on"]


@pytest.mark.parametrize("seats", [3, 10])
def test_each_chart_is_an_image_with_a_title_and_says_what_it_shows(seats):
    for drawing in all_drawings(game_of(seats), cast_of(seats)):
        root = ET.fromstring(drawing)
        assert root.get("role") == "img"
        assert root.get("viewBox").startswith("0 0 320 ")
        assert root[0].tag == SVG + "title"
        assert root[0].text
        assert root[1].tag == SVG + "desc"
        assert len(root[1].text) > 20


def test_text_is_in_the_color_of_the_page_or_on_a_ground_of_its_own():
    for drawing in all_drawings(game_of(5), cast_of(5)):
        assert ET.fromstring(drawing).get("fill") == "currentColor"
        # Symbols on discs are black, numbers on swatches have the swatch's ink.
        inks = {None, "#000", *(color.ink for color in COLORS.values())}
        assert {text.get("fill") for text in shapes(drawing, "text")} <= inks


def test_the_score_chart_says_the_final_scores():
    summary, cast = game_of(4), cast_of(4)
    said = ET.fromstring(charts.score_chart(summary, cast)).find(SVG + "desc").text
    for seat, score in enumerate(summary.scores):
        assert f"{phrases.name_of(cast, seat)}: {score}" in said.replace("\ufffd", "")


def test_each_player_has_a_line_and_a_label_apart_from_all_others():
    summary = game_of(10)
    drawing = charts.score_chart(summary, cast_of(10))
    lines = [p for p in shapes(drawing, "path") if p.get("fill") == "none"]
    assert len(lines) == 10
    dashes = [line.get("stroke-dasharray") for line in lines]
    assert len(set(dashes)) == 10
    ends = [float(t.get("y")) for t in shapes(drawing, "text") if t.get("font-weight") == "750"]
    assert len(ends) == 10
    assert all(below - above >= 18.9 for above, below in pairwise(sorted(ends)))


@pytest.mark.parametrize(
    ("wanted", "low", "high", "placed"),
    [
        ([50, 20], 0, 100, [50, 20]),
        ([50, 50], 0, 100, [45, 55]),
        ([0, 0, 0], 0, 100, [0, 10, 20]),
        ([100, 99, 98], 0, 100, [100, 90, 80]),
        ([30, 32, 90], 0, 100, [26, 36, 90]),
    ],
)
def test_labels_are_spread_about_where_they_are_wanted(wanted, low, high, placed):
    assert svg.spread(wanted, 10, low, high) == placed


def test_names_are_cut_to_their_room_by_whole_letters():
    assert svg.shorten("Maya", 60, 13) == "Maya"
    cut = svg.shorten("Bartholomew the Great", 60, 13)
    assert cut.endswith("…")
    assert "Bartholomew".startswith(cut[:-1])
    assert svg.shorten("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 32, 13) == "👩‍👩‍👧‍👦…"


def test_the_matrix_names_giver_and_guesser_with_their_distance():
    table = Table(3, pick_from="any_square", laps=1)
    for target, word in (("H15", "moss"), ("A1", "tor"), ("P30", "dusk")):
        table.target(target).clue(word).all_guess({0: "H15", 1: "H17", 2: "P27"}).skip()
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
    cast = [{"name": name, "symbol": "●"} for name in ("Ann", "Ben", "Cat")]
    _, rows, _ = tables(summarize(table.state), cast)
    assert texts(rows[0]) == ["", "guesses →"]
    assert texts(rows[1]) == ["gives the clue ↓", "● Ann", "● Ben", "● Cat"]
    assert texts(rows[2]) == ["● Ann", "·", "2.0", "12"]
    assert [[text for text in texts(row) if text == "·"] for row in rows[2:]] == [["·"]] * 3
    assert [row[seat][2] for seat, row in enumerate(rows[2:], 1)] == ["·"] * 3


@pytest.mark.parametrize("seats", [3, 10])
def test_a_table_has_a_caption_and_each_number_a_row_and_a_column_with_names(seats):
    summary, cast = game_of(seats), cast_of(seats)
    distances, understanding, captions = tables(summary, cast)
    assert [caption.split(" Squares")[0] for caption in captions] == [
        "Distance by player",
        "Who understands whom",
    ]
    assert all(len(caption) > 50 for caption in captions)
    people = [f"{one['symbol']} {' '.join(one['name'].split())}" for one in cast]
    assert sorted(row[0][2] for row in distances) == sorted(
        people[seat] for seat, mean in enumerate(summary.distances) if mean is not None
    )
    (corner, guesses), guessers, *givers = understanding
    assert (corner[0], guesses[1]) == ("td", {"scope": "colgroup", "colspan": str(seats)})
    assert {(tag, attributes["scope"]) for tag, attributes, _ in guessers} == {("th", "col")}
    assert texts(guessers)[1:] == texts(next(zip(*givers, strict=True))) == people
    for row in [*distances, *givers]:
        assert [(tag, attributes.get("scope")) for tag, attributes, _ in row] == [
            ("th", "row"),
            *[("td", None)] * (len(row) - 1),
        ]


def test_bars_are_as_long_as_their_means_and_the_nearest_comes_first():
    summary, cast = game_of(10), cast_of(10)
    bars = charts.distance_bars(summary, cast)
    longest = max(summary.distances)
    assert longest > 3
    nearest_first = sorted(range(10), key=lambda seat: summary.distances[seat])
    for bar, seat in zip(bars, nearest_first, strict=True):
        mean = summary.distances[seat]
        assert bar.who is cast[seat]
        assert (bar.mean, bar.percent) == (f"{mean:.1f}", round(100 * mean / longest))
    page = render_to_string("album/_distances.html", {"bars": bars})
    shown = [int(percent) for percent in re.findall(r'<svg[^>]* width="(\d+)%"', page)]
    assert shown == [bar.percent for bar in bars] == sorted(shown)
    assert [row[1][2] for row in tables(summary, cast)[0]] == [bar.mean for bar in bars]


def theme(css, name):
    return [int(part, 16) for part in re.search(rf"--{name}: #(..)(..)(..);", css).groups()]


def luminance(color):
    parts = [c / 255 for c in color]
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("which", [0, 1], ids=["light", "dark"])
def test_numbers_in_the_matrix_are_readable_in_both_themes(which):
    css = re.split("prefers-color-scheme: dark", (BASE / "static/base.css").read_text())[which]
    text, panel = theme(css, "text"), theme(css, "panel")
    shades = (BASE / "static/summary.css").read_text()
    assert 'content: ""; position: absolute; inset: 0; z-index: -1;' in shades
    strengths = dict(re.findall(r"\.shade-(\d)::before \{ opacity: (\.\d+); \}", shades))
    strong = re.search(r"((?:\.shade-\d(?:, )?)+) \{ color: var\(--panel\);", shades)[1]
    strengths = {n: float(strengths.get(str(n), 1)) for n in range(len(charts._SHADES) + 1)}
    assert list(strengths.values()) == sorted(set(strengths.values()), reverse=True)
    for number, strength in strengths.items():
        shade = [t * strength + p * (1 - strength) for t, p in zip(text, panel, strict=True)]
        ink = panel if f".shade-{number}" in strong else text
        assert contrast(ink, shade) >= 4.5


def test_the_nearer_the_darker_is_a_cell():
    means = (0, 1, 1.01, 2.5, 5, 8, 9.94, 9.95, 12, 12.1, 29)
    cells = [charts._cell(mean) for mean in means]
    assert [cell.shade for cell in cells] == [0, 0, 1, 2, 3, 4, 5, 5, 5, 6, 6]
    assert [cell.mean for cell in cells][6:8] == ["9.9", "10"]
    summary = game_of(10, "party")
    page = render_to_string(
        "album/_understanding.html", {"rows": charts.understanding_rows(summary, cast_of(10))}
    )
    shown = re.findall(r'"shade-(\d)">([\d.]+)<', page)
    assert len(shown) == sum(mean is not None for row in summary.understanding for mean in row)
    assert len({number for number, _ in shown}) > 3


def test_the_heat_has_a_disc_for_each_guessed_square_as_large_as_its_count():
    table = Table(4, guess_order="simultaneous", second_clue="none", laps=1)
    for n in range(4):
        table.target(table.state.card[0].name).clue(("moss", "tor", "dusk", "fen")[n])
        for seat in table.state.to_act:
            table.guess(seat, "B2" if n < 3 else "C9")
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
    summary = summarize(table.state)
    assert summary.heat == ((at("B2"), 9), (at("C9"), 3))
    drawing = board_charts.heat_chart(summary.heat)
    size = 320 / 30

    def radius(square):
        middle = ((square.column + 0.5) * size, (square.row + 0.5) * size)
        discs = [[float(c.get(k)) for k in ("cx", "cy", "r")] for c in shapes(drawing, "circle")]
        return next(r for x, y, r in discs if dist((x, y), middle) < 0.1)

    assert radius(at("B2")) > radius(at("C9"))
    said = ET.fromstring(drawing).find(SVG + "desc").text
    assert "B2 ×9, C9 ×3" in said


def test_no_targets_cover_one_another_however_many_there_are():
    setup = Setup.deal(6, seed=3, rules=Rules(laps=5))
    summary = summarize(play_out(setup, 3)[0])
    drawing = board_charts.target_chart(summary)
    boxes = [r for r in shapes(drawing, "rect") if r.get("fill") != "none"]
    assert len(boxes) == sum(played.target is not None for played in summary.rounds) > 20
    places = [(float(box.get("x")), float(box.get("y"))) for box in boxes]
    for (a, b), (c, d) in combinations(places, 2):
        assert max(abs(a - c), abs(b - d)) >= 17
    assert all(0 <= x <= 320 - 17 and 0 <= y <= 320 / 30 * 16 - 17 for x, y in places)


def test_the_crop_shows_9x9_squares_and_frame_and_ring_wherever_the_target_is():
    for target in SQUARES:
        corner, shown = board_charts._window(target)
        rows, columns = {square.row for square in shown}, {square.column for square in shown}
        assert min(len(rows), len(columns)) >= 9
        assert len(shown) == len(rows) * len(columns)
        assert corner == min(shown)
        assert set(within(target, 2)) <= shown


def test_each_piece_is_in_the_crop_or_named_beside_it():
    played = told_round("A1", [(1, "A2"), (2, "I13"), (3, "J13"), (1, "P30")])
    drawing = board_charts.crop_chart(played, cast_of(4))
    assert len(list(shapes(drawing, "circle"))) == 2
    assert [piece.square.name for piece in board_charts.beyond(played)] == ["J13", "P30"]
    said = ET.fromstring(drawing).find(SVG + "desc").text
    assert "A1, " + COLORS["A1"].name in said
    assert all(name in said for name in ("A2, 1 away", "I13", "J13", "P30, 29 away"))


def test_the_frame_is_clipped_at_the_corner_of_the_board():
    size = (320 - 15) / 13
    drawing = board_charts.crop_chart(told_round("P30", []), cast_of(4))
    widths = sorted({float(r.get("width")) for r in shapes(drawing, "rect")})
    assert widths == pytest.approx([size, 2 * size, 3 * size], abs=0.01)


def test_pieces_that_share_a_square_are_all_seen_or_counted():
    few = told_round("H15", [(n, "H15") for n in range(1, 4)])
    assert len(list(shapes(board_charts.crop_chart(few, cast_of(4)), "circle"))) == 3
    many = told_round("H15", [(n, "H15") for n in range(1, 10)], seats=10)
    drawing = board_charts.crop_chart(many, cast_of(10))
    assert len(list(shapes(drawing, "circle"))) == 1
    assert "×9" in [text.text for text in shapes(drawing, "text")]


def test_equal_scores_share_a_place_but_not_with_the_winner():
    table = Table(4, pick_from="any_square", laps=1, ties="last_giver")
    for target, word in (("H15", "moss"), ("A1", "tor"), ("P30", "dusk"), ("C9", "fen")):
        table.target(target).clue(word).all_guess({}).skip()
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
    summary = summarize(table.state)
    ranked = standings(summary, cast_of(4))
    assert [(line.place, line.won) for line in ranked] == [
        (1, True), (2, False), (2, False), (2, False),
    ]  # fmt: skip
    assert ranked[0].who.name == NAMES[3]


@pytest.mark.parametrize("seats", [3, 10])
@pytest.mark.parametrize("fragment", ["cards", "awards", "charts"])
def test_fragments_escape_names_and_hold_no_inline_style(fragment, seats):
    page = render_to_string(f"album/_{fragment}.html", retell(game_of(seats), cast_of(seats)))
    assert "<script" not in page
    assert "<style" not in page
    assert "style=" not in page
    assert "</title><style>" not in page
    swatches = set(re.findall(r"\bc-[A-P]\d+", page))
    assert swatches <= set(re.findall(r"c-[A-P]\d+", stylesheet()))


def test_round_cards_tell_clue_target_and_points():
    table = Table(3, laps=1)
    table.target("H15").clue("moss").withdraw(1).clue("fen").all_guess({1: "H15", 2: "P30"})
    table.clue("dusk lake").all_guess({}).do(StartRound(0))
    table.whole_round("tor").whole_round("lamb")
    cast = [{"name": name, "symbol": "●"} for name in ("Ann", "Ben", "Cat")]
    told = retell(summarize(table.state), cast)
    first = told["cards"][0]
    assert (first.number, first.giver.name, first.target.square) == (1, "Ann", "H15")
    assert (first.clues, first.withdrawn) == (("fen", "dusk lake"), ("moss",))
    assert [(s.who.name, s.points, s.gave) for s in first.scored] == [
        ("Ben", 3, False),
        ("Ann", 2, True),
    ]
    assert [(g.who.name, g.square, g.away) for g in first.beyond] == [("Cat", "P30", "15 away")]
    page = " ".join(render_to_string("album/_cards.html", told).split())
    for words in ("fen", "dusk lake", "<s><bdi>moss</bdi></s>", "c-H15", "+3", "Nobody scored."):
        assert words in page


def test_a_game_in_which_nothing_happened_can_be_shown():
    summary = empty_game()
    told = retell(summary, cast_of(3))
    assert told["awards"] == []
    assert not render_to_string("album/_awards.html", told).strip()
    for fragment in ("cards", "charts"):
        assert render_to_string(f"album/_{fragment}.html", told)
    assert told["cards"][1].crop == ""
    assert "no clue" in render_to_string("album/_cards.html", told)
