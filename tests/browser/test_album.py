"""A finished game's own page and its replay, as people with phones and keyboards find them."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import Person, giver_and_guessers

SMALL = (320, 568)
CLUES = iter(["corona", "meliva", "fenupa"])
FREE = ("C3", "E20", "K9", "N27")
BOTS_GAME = """
from django.utils import timezone
from colorclues.games.commit import commit
from colorclues.games.entries import Entry
from colorclues.models import Game, Room
from game_engine import PRESETS, Setup
from game_engine.__main__ import play_out
from game_engine.record import event_to_dict, setup_to_dict
people = zip(("Maya", "Tom", "Ana", "Bartholomew the Great", "Zoë", "W" * 20), "▲■●◆★✚")
cast = [{"player": 1, "name": name, "symbol": symbol} for name, symbol in people]
room = Room.objects.create(code="ALBUM2", name="Maya’s table")
crowd = [{"player": 1, "name": "W" * 20, "symbol": symbol} for symbol in "▲■●◆★✚♥♣♠⬟"]
for name, cast in ("official", cast), ("simultaneous", cast), ("party", crowd):
    setup = Setup.deal(len(cast), seed=7, rules=PRESETS[name])
    game = Game.objects.create(room=room, setup=setup_to_dict(setup), cast=cast)
    rows = [event_to_dict(event) for event in play_out(setup, seed=7)]
    commit([Entry(game.pk, 1, rows, timezone.now())])
    game.refresh_from_db()
    print(game.slug)
"""

# Browsers allow so many changes of the address: Safari 100 in 30 seconds, and then it throws.
FEW_CHANGES = """
    const { replaceState } = history;
    let left = 20;
    history.replaceState = (...where) => {
        if (left-- <= 0) throw new DOMException("too many", "SecurityError");
        replaceState.apply(history, where);
    };
"""


@pytest.fixture(scope="session")
def slugs(web):
    """The links of three games: six have played in turn, six all at once, ten as a party."""
    return web.manage("shell", "--verbosity=0", "--command", BOTS_GAME).split()


@pytest.fixture(scope="session")
def slug(slugs):
    """The link of the one that was played in turn, in twelve rounds."""
    return slugs[0]


@pytest.fixture
def replay(player_context, slug):
    """Give a function that opens the replay: `replay(PHONE, mobile=True)`."""

    def open_replay(*viewport, at=0, **options):
        page = player_context(*viewport, **options).new_page()
        page.goto(f"/g/{slug}/replay#{at}")
        expect(page.locator("#told")).not_to_be_empty()
        return page

    return open_replay


def steps(page, slug):
    """Fetch what the replay shows."""
    return json.loads(page.request.get(f"/g/{slug}/replay.json").text())


def shows(page, at):
    """Wait until the page shows a step: in its address and on its slider."""
    expect(page).to_have_url(re.compile(f"#{at}$"))
    expect(page.locator("#at")).to_have_value(str(at))


def pieces(page):
    return page.locator(".piece").evaluate_all("all => all.map(p => p.dataset.square)")


def assert_nothing_sticks_out(page):
    page.wait_for_load_state()  # a link shows its page before the page has its styles
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def play_round(people):
    giver, guessers = giver_and_guessers(people)
    target = giver.choose()
    giver.clue(next(CLUES))
    free = iter(FREE)
    for guesser in guessers:
        guesser.wait_for_turn().place(next(s for s in free if s != target))
    giver.wait_for_turn()
    giver.page.get_by_role("button", name="Skip second clue").click()
    for person in people:
        person.wait_for_phase("scored", "over")


def test_the_table_leads_to_the_whole_game_once_it_is_over(player_context, screenshot):
    people = [
        Person(player_context(), "Maya"),
        Person(player_context(), "Tom"),
        Person(player_context(PHONE, mobile=True), "Ana"),
    ]
    link = people[0].create_table()
    for person in people[1:]:
        person.join(link)
    people[0].page.locator(".seats .who", has_text="Ana").wait_for()
    people[0].set_rules(laps="1")
    people[0].start()
    for number in range(3):
        play_round(people)
        if number < 2:
            assert people[1].page.locator("#album").is_hidden()
            people[0].page.get_by_role("button", name="Next round").click()
    screenshot(people[2].page, "album-link-phone")
    for person in people[1:]:
        page = person.page
        page.get_by_role("link", name="See the whole game").click()
        expect(page.locator("h1")).to_have_text(re.compile("win"))
        expect(page.locator(".round")).to_have_count(3)
        expect(page.get_by_role("link", name="Play again, same table")).to_be_visible()
        assert_nothing_sticks_out(page)
        screenshot(page, f"album-own-{person.name}")
    stranger = player_context().new_page()
    stranger.goto(people[1].page.url)
    expect(stranger.locator("h1")).to_have_text(people[1].page.locator("h1").inner_text())
    assert stranger.get_by_role("link", name="Play again").count() == 0
    stranger.get_by_role("link", name="Watch the replay").click()
    expect(stranger.locator("#told")).to_contain_text("has the card")
    people[1].page.get_by_role("link", name="Play again, same table").click()
    people[1].wait_for_phase("over")


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        (PHONE, "light"),
        (PHONE, "dark"),
        (DESKTOP, "light"),
        (DESKTOP, "dark"),
        (SMALL, "dark"),
        ((844, 390), "light"),
    ],
)
def test_page_and_replay_fit_the_screen_and_axe_finds_nothing(
    player_context, slug, screenshot, size, scheme
):
    page = player_context(size, color_scheme=scheme, mobile=size[0] < 1000).new_page()
    name = f"{scheme}-{size[0]}"
    page.goto(f"/g/{slug}/", wait_until="networkidle")
    assert_nothing_sticks_out(page)
    screenshot(page, f"album-{name}", full_page=True)
    assert Axe().run(page).response["violations"] == []
    page.goto(f"/g/{slug}/replay#21", wait_until="networkidle")
    shows(page, 21)
    assert_nothing_sticks_out(page)
    for button in page.locator("#stepper button").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= size[1]
    screenshot(page, f"replay-{name}")
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("size", [SMALL, DESKTOP])
def test_the_tables_of_ten_with_long_names_fit(player_context, slugs, screenshot, size):
    page = player_context(size, mobile=size[0] < 1000).new_page()
    page.goto(f"/g/{slugs[2]}/", wait_until="networkidle")
    assert_nothing_sticks_out(page)
    screenshot(page, f"album-ten-{size[0]}", full_page=True)
    assert page.locator(".means").count() == 2
    cells = page.locator(".means :is(th, td)")
    assert cells.count() > 130
    too_full = "all => all.filter((c) => c.scrollWidth > c.clientWidth).map((c) => c.textContent)"
    assert cells.evaluate_all(too_full) == []
    for bar in page.locator(".means .bar").all():
        assert bar.bounding_box()["width"] > 10
    name = page.get_by_role("rowheader", name="W" * 20).first
    expect(name).to_be_visible()
    assert Axe().run(page).response["violations"] == []


def test_the_replay_goes_by_keys(replay, slug, screenshot):
    page = replay()
    told = steps(page, slug)
    last = len(told["steps"]) - 1
    starts = [one["first"] for one in told["rounds"]]
    page.keyboard.press("ArrowLeft")
    shows(page, 0)
    for key, at in (
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("Shift+ArrowRight", starts[1]),
        ("PageDown", starts[2]),
        ("ArrowRight", starts[2] + 1),
        ("Shift+ArrowLeft", starts[2]),
        ("Shift+ArrowLeft", starts[1]),
        ("End", last),
        ("Shift+ArrowRight", last),
        ("ArrowLeft", last - 1),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        shows(page, at)
    page.locator("#at").focus()
    page.keyboard.press("ArrowRight")
    shows(page, 1)


def test_the_list_of_rounds_and_the_squares_are_read_by_keys(replay, slug):
    page = replay()
    starts = [one["first"] for one in steps(page, slug)["rounds"]]
    page.locator("#rounds button").nth(1).focus()
    page.keyboard.press("Enter")
    shows(page, starts[1])
    expect(page.locator("#rounds button").nth(1)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    shows(page, starts[1])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows(page, starts[2])
    page.keyboard.press("ArrowRight")
    shows(page, starts[2] + 1)
    page.get_by_role("link", name="The whole game").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#A1")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#B2")).to_be_focused()
    expect(page.locator("#aim-mark")).to_be_visible()
    shows(page, starts[2] + 1)


def test_the_slider_may_be_dragged_on_and_on(player_context, slug):
    page = player_context().new_page()
    page.add_init_script(FEW_CHANGES)
    page.goto(f"/g/{slug}/replay")
    expect(page.locator("#told")).not_to_be_empty()
    last = len(steps(page, slug)["steps"]) - 1
    page.locator("#at").focus()
    for _ in range(last):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#count")).to_have_text(f"{last} / {last}")
    expect(page.locator("#told")).to_contain_text("Round 12")
    shows(page, last)


def test_a_replay_that_does_not_load_says_so_and_loads_on_demand(
    player_context, slug, expected_problems, screenshot
):
    expected_problems.append("net::ERR")
    page = player_context(PHONE, mobile=True).new_page()
    page.route("**/replay.json", lambda route: route.abort())
    page.goto(f"/g/{slug}/replay")
    expect(page.locator("#told")).to_contain_text("The replay could not be loaded.")
    screenshot(page, "replay-failed")
    page.unroute("**/replay.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#told")).to_contain_text("Round 1 of 12")
    page.get_by_role("button", name="Step forward").click()
    expect(page.locator("#count")).to_have_text(re.compile("^1 /"))


def test_each_step_shows_the_board_and_the_words_of_then(replay, slug):
    page = replay()
    told = steps(page, slug)
    for at in range(told["rounds"][1]["first"] + 1):
        step = told["steps"][at]
        shows(page, at)
        assert pieces(page) == [piece["square"] for piece in step["pieces"]]
        expect(page.locator("#told")).to_have_text(f"Round {step['round']} of 12 · {step['says']}")
        assert page.locator("#target-mark").is_visible() == (step["target"] is not None)
        page.keyboard.press("ArrowRight")


def test_one_may_see_the_target_from_the_start(replay, slug, screenshot):
    page = replay()
    first = steps(page, slug)["rounds"][0]["target"]
    assert page.locator("#target-mark").is_hidden()
    page.get_by_label("Show the target from the start").check()
    target = page.locator(f"#{first}").bounding_box()
    mark = page.locator("#target-mark").bounding_box()
    assert abs(target["x"] - mark["x"]) < 4
    assert abs(target["y"] - mark["y"]) < 4
    page.keyboard.press("ArrowRight")
    expect(page.locator("#told")).to_contain_text(f"picked {first}")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#told")).to_have_text(re.compile(r"placed [A-P]\d+, (exact|\d+ away)$"))
    screenshot(page, "replay-open")


def test_the_replay_goes_by_touch(replay, slug, screenshot):
    page = replay(PHONE, mobile=True)
    starts = [one["first"] for one in steps(page, slug)["rounds"]]
    for name, at in (
        ("Step forward", 1),
        ("Step forward", 2),
        ("Step back", 1),
        ("Round forward", starts[1]),
        ("Round back", 0),
    ):
        page.get_by_role("button", name=name).tap()
        shows(page, at)
    box = page.locator("#at").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#count")).not_to_have_text(re.compile("^0 "))
    page.get_by_role("button", name="Players and rounds").tap()
    screenshot(page, "replay-phone-rounds")
    page.locator("#rounds button").nth(2).tap()
    shows(page, starts[2])
    expect(page.locator("#side-dialog")).to_be_hidden()


def test_pieces_that_share_a_square_are_as_round_as_those_that_do_not(player_context, slugs):
    page = player_context().new_page()
    told = steps(page, slugs[1])["steps"]
    squares = [[piece["square"] for piece in step["pieces"]] for step in told]
    at = next(n for n, some in enumerate(squares) if len(set(some)) < len(some))
    page.goto(f"/g/{slugs[1]}/replay#{at}")
    shows(page, at)
    expect(page.locator(".piece.at-1").first).to_be_visible()
    boxes = [piece.bounding_box() for piece in page.locator(".piece").all()]
    for box in boxes:
        assert round(box["width"], 1) == round(box["height"], 1) > 0


def test_a_moment_of_the_replay_can_be_passed_on(replay, player_context):
    page = replay()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    shows(page, 4)
    other = player_context().new_page()
    other.goto(page.url)
    expect(other.locator("#told")).to_have_text(page.locator("#told").text_content())
    for wrong, at in (("#-3", 0), ("#x", 0)):
        other.goto(page.url.split("#")[0] + wrong)
        shows(other, at)


def test_the_board_does_not_move_while_one_steps(replay, slug):
    page = replay(SMALL, mobile=True)
    before = page.locator("#grid #A1").bounding_box()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        assert page.locator("#grid #A1").bounding_box() == before


def test_the_picture_is_a_download_where_files_cannot_be_shared(player_context, slug):
    page = player_context().new_page()
    page.goto(f"/g/{slug}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download picture").click()
    assert re.fullmatch(r"color-clues-\d{4}-\d\d-\d\d\.png", download.value.suggested_filename)
    with Image.open(download.value.path()) as image:
        assert image.size == (1200, 630)
