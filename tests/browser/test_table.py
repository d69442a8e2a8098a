"""Real people at a real table: three browsers, one of them a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person, Watched, giver_and_guessers
from tests.servers import wait_until

CLUES = iter(f"{a}{b}" for a in ["cor", "mel", "fen", "dar", "tul"] for b in ["ona", "iva", "upa"])


@pytest.fixture
def three(player_context):
    """Maya who is host, Tom, and Ana with a phone, in the lobby of Maya's table."""
    people = [
        Person(player_context(), "Maya"),
        Person(player_context(), "Tom"),
        Person(player_context(PHONE, mobile=True), "Ana"),
    ]
    link = people[0].create_table()
    for person in people[1:]:
        person.join(link)
    # The host's lobby changes by itself.
    people[0].page.locator(".seats .who", has_text="Ana").wait_for()
    return people


def play_round(people, *, second_clue=False):
    """Play one round by the official rules; gives the target."""
    giver, guessers = giver_and_guessers(people)
    target = giver.choose()
    giver.clue(next(CLUES))
    free = iter(["C3", "E20", "K9", "N27", "H15", "B8"])
    for guesser in guessers:
        guesser.wait_for_turn().place(next(s for s in free if s != target))
    giver.wait_for_turn()
    if second_clue:
        giver.clue(next(CLUES))
        for guesser in reversed(guessers):
            guesser.wait_for_turn().place(next(s for s in free if s != target))
    else:
        giver.page.get_by_role("button", name="Skip second clue").click()
    for person in people:
        person.wait_for_phase("scored", "over")
    return target


def test_three_people_play_a_whole_game_and_another_one(three, screenshot):
    host = three[0]
    host.set_rules(laps="1")
    host.start()
    for number in range(3):
        target = play_round(three, second_clue=number == 0)
        for person in three:
            person.page.locator("#result-title").get_by_text(target, exact=False).wait_for() if (
                number < 2
            ) else person.wait_for_phase("over")
        screenshot(host.page, f"table-scored-{number}")
        if number < 2:
            assert three[1].page.locator("#next").is_hidden()
            host.page.get_by_role("button", name="Next round").click()
    assert re.search("wins|win together", three[1].page.locator("#result-title").inner_text())
    screenshot(three[2].page, "table-over-phone")
    host.page.get_by_role("button", name="Play again, same table").first.click()
    host.page.locator("#start").click()
    for person in three:
        person.wait_for_phase("choosing")


def test_lifting_the_finger_only_aims(three, screenshot):
    three[0].start()
    giver, guessers = giver_and_guessers(three)
    giver.choose()
    giver.clue(next(CLUES))
    guesser = guessers[0].wait_for_turn()
    guesser.aim("H9")
    assert guesser.page.locator("#place").inner_text() == "Place 1st piece on H9"
    guesser.page.get_by_role("button", name="Right").click()
    moved = "I9" if guesser.page.viewport_size["width"] < 500 else "H10"
    assert guesser.page.locator("#coordinate").input_value() == moved
    guesser.page.locator("#coordinate").fill("9h")
    guesser.page.locator("#coordinate").press("Enter")
    assert guesser.page.locator("#place").inner_text() == "Place 1st piece on H9"
    screenshot(guesser.page, "table-aim")
    giver.page.keyboard.press("p")
    giver.page.locator("#status", has_text="No pieces yet").wait_for(state="attached")
    guesser.page.locator("#place").click()
    guessers[1].wait_for_turn().aim("H9")
    assert guessers[1].page.locator("#place").inner_text() == "H9 is taken"
    assert guessers[1].page.locator("#place").is_disabled()
    assert guessers[1].pieces() == ["H9"]


def test_the_referee_speaks_while_the_giver_types(three, screenshot):
    three[0].start()
    giver, _ = giver_and_guessers(three)
    giver.choose()
    giver.page.locator("#clue-text").press_sequentially("blue")
    giver.page.get_by_text("Plain color names are not allowed.").wait_for()
    screenshot(giver.page, "table-referee")
    giver.page.get_by_role("button", name="Give the clue").click()
    giver.page.locator("#refusal", has_text="Plain color names").wait_for()
    giver.clue("lagoon")
    three[1].wait_for_phase("guessing")


def test_a_challenge_that_is_upheld_takes_the_clue_back(three):
    three[0].start()
    giver, (first, second) = giver_and_guessers(three)
    giver.choose()
    giver.clue("zebra")
    first.wait_for_turn()
    second.wait_for_phase("guessing")
    second.challenge()
    first.page.get_by_role("button", name="It is not fair").click()
    giver.wait_for_phase("cluing")
    assert giver.page.locator("#clue-label").inner_text().startswith("Another clue")
    giver.clue("lagoon")
    first.wait_for_turn().place("C3")


def test_everyone_is_back_where_they_were_after_a_reload_and_a_restart(
    three, web, expected_problems
):
    expected_problems.append("WebSocket|ERR_|htmx:")  # the browsers say that the line is gone
    three[0].start()
    giver, guessers = giver_and_guessers(three)
    target = giver.choose()
    giver.page.reload()
    giver.page.locator("#secret", has_text=target).wait_for()
    giver.clue(next(CLUES))
    guessers[0].wait_for_turn().place("C3")
    for person in three:
        person.page.wait_for_selector('.piece[data-square="C3"]', state="attached")
    web.kill9()
    for person in three:
        person.page.get_by_text("Reconnecting…").wait_for()
    web.start()
    for person in three:
        # It shows for two seconds: a slow machine may look later.
        person.page.locator("#connection", has_text="You’re back.").wait_for(state="attached")
        assert person.pieces() == ["C3"]
    guessers[1].wait_for_turn().place("C4")
    giver.wait_for_turn()
    second_tab = giver.page.context.new_page()
    second_tab.goto(giver.page.url)
    second_tab.locator("#secret", has_text=target).wait_for()


def test_what_is_asked_while_the_line_is_down_is_done_once_it_is_back(
    three, web, expected_problems
):
    expected_problems.append("WebSocket|ERR_|htmx:")
    three[0].start()
    giver, guessers = giver_and_guessers(three)
    giver.choose()
    giver.clue(next(CLUES))
    guesser = guessers[0].wait_for_turn()
    web.kill9()
    guesser.page.get_by_text("Reconnecting…").wait_for()
    guesser.place("K9")
    web.start()
    giver.page.wait_for_selector('.piece[data-square="K9"]', state="attached")


def test_a_page_shows_where_one_is_before_its_line_is_up(three, screenshot):
    host, guest, _ = three
    guest.page.route_web_socket(re.compile("/ws/t/"), lambda line: None)
    guest.page.reload()
    guest.page.get_by_role("heading", level=1).wait_for()
    guest.page.locator(".seats .who", has_text=host.name).wait_for()
    screenshot(guest.page, "lobby-before-the-line")
    host.start()
    host.wait_for_phase("choosing")
    guest.page.reload()
    guest.page.get_by_role("heading", level=1).wait_for()
    guest.page.locator("#P30").wait_for()
    screenshot(guest.page, "table-before-the-line")
    guest.aim("C3")
    for key in ("Enter", "r", "p", "n", "c", "ArrowDown", "Escape", "m"):
        guest.page.keyboard.press(key)
    assert guest.pieces() == []


class Cut:
    """The line of one page, which can be cut and mended while the others play on."""

    def __init__(self, page):
        self.page = page
        self.is_down = False
        self.line = None
        page.route_web_socket(re.compile("/ws/t/"), self.connect)

    def connect(self, line):
        self.line = line
        if self.is_down:
            line.close(code=1012)
        else:
            line.connect_to_server()

    def cut(self):
        self.is_down = True
        self.line.close(code=1012)
        self.page.get_by_text("Reconnecting…").wait_for()

    def mend(self):
        self.is_down = False
        self.page.evaluate("dispatchEvent(new Event('online'))")


def test_what_was_meant_for_one_clue_is_not_played_for_another(three, expected_problems):
    expected_problems.append("htmx:")
    lines = {person: Cut(person.page) for person in three}
    for person in three:
        person.page.reload()
    host = three[0]
    host.start()
    giver, (first, second) = giver_and_guessers(three)
    giver.choose()
    giver.clue(next(CLUES))
    late, other = (second, first) if first is host else (first, second)
    if other is first:
        first.wait_for_turn().place("C3")
    late.wait_for_turn()
    lines[late].cut()
    late.place("K9")
    host.page.get_by_role("button", name=f"What to do with {late.name}").click()
    host.page.get_by_role("button", name="Skip this turn").click()
    host.page.locator("#ask-yes").click()
    if other is second:
        second.wait_for_turn().place("C3")
    giver.wait_for_turn()
    giver.clue("over there")
    if other is second:
        second.wait_for_turn().place("C4")
    lines[late].mend()
    late.page.locator("#clue-words", has_text="over there").wait_for()
    late.wait_for_turn().place("C5")
    giver.page.wait_for_selector('.piece[data-square="C5"]', state="attached")
    assert "K9" not in giver.pieces()


def test_a_spectator_watches_without_controls(three, player_context, screenshot):
    three[0].start()
    giver, _ = giver_and_guessers(three)
    target = giver.choose()
    watcher = player_context().new_page()
    watcher.goto(giver.page.url)
    watcher.get_by_role("link", name="Watch instead").click()
    watcher.wait_for_selector('body[data-phase="cluing"]', state="attached")
    assert watcher.locator("#aim").is_hidden()
    assert target not in watcher.locator("#dock").inner_text()
    screenshot(watcher, "table-spectator")


def test_an_unknown_table_says_so(player_context, expected_problems):
    expected_problems.append("404")
    page = player_context().new_page()
    assert page.goto("/t/NOPE22/").status == 404
    page.get_by_role("link", name="Go to the start page").click()
    page.get_by_role("heading", name="Say one word").wait_for()


def test_what_happens_between_page_and_socket_is_shown(player_context):
    host = Person(player_context(), "Maya")
    link = host.create_table()
    tom = Person(player_context(), "Tom")
    late = host.page.context.new_page()
    held = []
    late.route_web_socket("**/ws/**", lambda route: held.append(route))  # noqa: PLW0108
    late.goto(link)
    tom.join(link)
    assert late.locator(".seats .who", has_text="Tom").count() == 0
    for route in held:
        route.connect_to_server()
    late.locator(".seats .who", has_text="Tom").wait_for()


def test_a_guess_can_be_made_by_keyboard_alone(three):
    three[0].start()
    giver, guessers = giver_and_guessers(three)
    giver.choose()
    giver.clue(next(CLUES))
    guesser = next(p for p in guessers if p.page.viewport_size["width"] > 500)
    for other in guessers[: guessers.index(guesser)]:
        other.wait_for_turn().place("P30")
    keyboard = guesser.wait_for_turn().page.keyboard
    keyboard.press("g")
    keyboard.type("h 9")
    keyboard.press("Enter")
    keyboard.press("Escape")
    guesser.page.locator("#H9").focus()
    keyboard.press("ArrowRight")
    keyboard.press("Shift+ArrowDown")
    assert guesser.page.locator("#coordinate").input_value() == "M10"
    keyboard.press("n")
    guesser.page.locator("#status", has_text="M11").wait_for(state="attached")
    keyboard.press("Enter")
    keyboard.press("Enter")
    guesser.page.wait_for_selector('.piece[data-square="M10"]', state="attached")


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (844, 390), (1280, 800), (1920, 1080)])
def test_nothing_is_wider_or_higher_than_the_screen(player_context, screenshot, size):
    host = Person(player_context(size), "Maya")
    host.create_table()
    for number in (2, 3):
        host.page.get_by_role("button", name="Add a bot").click()
        host.page.get_by_text(f"{number} at the table").wait_for()
    host.page.locator("#start").wait_for()
    wide = "document.documentElement.scrollWidth > innerWidth"
    high = "document.documentElement.scrollHeight > innerHeight"
    assert not host.page.evaluate(wide)
    host.start()
    host.page.wait_for_selector("#board-frame", state="visible")
    screenshot(host.page, f"table-{size[0]}x{size[1]}")
    assert not host.page.evaluate(wide)
    assert not host.page.evaluate(high)


def test_a_line_that_is_open_and_dead_is_replaced(player_context):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    late = maya.page.context.new_page()
    late.clock.install()
    lines, silent = [], set()

    def carry(route):
        server, number = route.connect_to_server(), len(lines)
        lines.append(route)
        route.on_message(lambda text: number in silent or server.send(text))
        server.on_message(lambda text: number in silent or route.send(text))

    late.route_web_socket("**/ws/t/**", carry)
    late.goto(link)
    late.locator(".seats .who", has_text="Maya").wait_for()
    expect(late).to_have_title(re.compile("^Lobby"))
    silent.add(0)
    tom = Person(player_context(), "Tom")
    tom.join(link)
    late.clock.fast_forward(24_000)
    assert len(lines) == 1
    late.clock.fast_forward(4_000)
    late.locator(".seats .who", has_text="Tom").wait_for()
    assert len(lines) == 2


@pytest.fixture
def watched(player_context):
    """Give a host at a table with bots, for views that a test changes."""
    return Watched(player_context(PHONE)).start_with_bots()


def test_a_players_line_keeps_its_focus_and_its_press_when_the_table_changes(player_context):
    watched = Watched(player_context()).start_with_bots()
    button = watched.page.get_by_role("button", name="What to do with Ada")
    button.focus()
    watched.show(scores=[0, 1, 2])
    expect(button).to_be_focused()
    box = button.bounding_box()
    watched.page.mouse.move(box["x"] + 20, box["y"] + 20)
    watched.page.mouse.down()
    watched.show(scores=[0, 1, 3])
    watched.page.mouse.up()
    watched.page.wait_for_selector("#menu[open]")
    expect(watched.page.locator("#players li", has_text="Bo").locator(".score")).to_have_text("3")


def waiting_for_ada(person, **more):
    """Show that the table waits for Ada to guess, with what more is known of her."""
    players = [
        {**p, **(more if p["name"] == "Ada" else {})} for p in person.view["table"]["players"]
    ]
    bo, ada = (next(p["seat"] for p in players if p["name"] == name) for name in ("Bo", "Ada"))
    round_ = {"phase": "guessing", "clue": 0, "clues": ["lagoon"], "giver": bo, "to_act": [ada]}
    you = {"may": [], "card": [], "target": None}
    person.show(players=players, **round_, you=you)
    return ada


def test_the_table_goes_on_without_who_may_be_skipped(watched, screenshot):
    watched.show(phase="choosing", giver=watched.seat)
    words = watched.page.locator("#dock").get_by_role("button", name="Continue without Ada")
    waiting_for_ada(watched, away=True)
    expect(words).to_have_count(0)
    expect(watched.page.locator("#place")).to_have_text("Waiting for Ada")
    expect(watched.page.locator("#waiting")).to_be_hidden()  # it would say the same
    seat = waiting_for_ada(watched, away=True, skippable=True)
    screenshot(watched.page, "continue-without")
    words.click()
    watched.page.locator("#ask-yes").click()
    assert watched.wait_until_sent("skip_turn")["seat"] == seat
    watched.page.get_by_role("button", name="Players and clues").click()
    beside = watched.page.locator("#players").get_by_role("button", name="Continue without Ada")
    expect(beside).to_be_visible()
    screenshot(watched.page, "continue-without-side")


def test_a_seat_can_be_moved_and_given_up_while_a_game_is_on(three, screenshot):
    three[0].start()
    for person in three:
        person.wait_for_phase("choosing")
    ana = three[2].page
    ana.get_by_role("button", name="Players and clues").click()
    screenshot(ana, "side-phone")
    assert ana.locator("#side-dialog").get_by_role("button", name="Close").is_visible()
    ana.locator("#side").get_by_role("button", name="Move my seat").click()
    ana.locator("#side").get_by_label("Link for the other device").wait_for()
    screenshot(ana, "side-phone-moved")
    ana.locator("#side").get_by_role("button", name="Leave the table").click()
    ana.locator("#ask-yes").click()
    ana.get_by_role("heading", name="Say one word").wait_for()


def test_the_sheet_of_players_covers_nothing_of_its_own(watched):
    watched.page.get_by_role("button", name="Players and clues").click()
    for name in ("Close", "Table …"):
        watched.page.get_by_role("button", name=name).click(trial=True)
    field = watched.page.get_by_label("Say something").bounding_box()
    heading = watched.page.get_by_role("heading", name="Chat").bounding_box()
    assert field["y"] > heading["y"]


def my_guess(person, **you):
    """Show that it is this person's turn to guess."""
    giver = (person.seat + 1) % 3
    round_ = {"phase": "guessing", "clue": 0, "clues": ["lagoon"], "giver": giver, "pieces": []}
    mine = {"may": ["challenge_clue", "place_guess"], "card": [], "target": None, **you}
    return person.show(**round_, to_act=[person.seat], you=mine)


def test_a_double_tap_places_once(watched):
    my_guess(watched).aim("H9")
    watched.page.evaluate("const b = document.getElementById('place'); b.click(); b.click()")
    watched.wait_until_sent("place_guess")
    expect(watched.page.locator("#place")).to_be_disabled()
    assert [m["type"] for m in watched.sent].count("place_guess") == 1
    watched.aim("H10")
    watched.page.locator("#place").click()
    asked = watched.wait_until_sent("place_guess")["id"]
    assert [m["type"] for m in watched.sent].count("place_guess") == 1
    watched.hear(type="refusal", id=asked, code="illegal", reason="Not so fast.")
    expect(watched.page.locator("#refusal")).to_have_text("Not so fast.")
    watched.page.locator("#place").click()
    expect(watched.page.locator("#refusal")).to_be_hidden()


def test_a_refusal_goes_when_the_turn_does(watched):
    refusal = watched.page.locator("#refusal")
    my_guess(watched)
    watched.hear(type="refusal", id="x", code="illegal", reason="Not so fast.")
    expect(refusal).to_be_visible()
    watched.show(spectators=1)
    expect(refusal).to_be_visible()
    watched.show(to_act=[])
    expect(refusal).to_be_hidden()


def test_a_touch_of_the_board_overrules_what_was_half_typed(watched):
    my_guess(watched).aim("H9")
    field, name = watched.page.locator("#coordinate"), watched.page.locator("#aimed-name")
    for half, square in (("P", "H9"), ("P3", "H9"), ("P3", "H12"), ("", "H12")):
        field.fill("")
        field.press_sequentially(half)
        watched.aim(square)
        expect(field).to_have_value(square)
        watched.page.locator("#place", has_text=square).wait_for()
    field.fill("Z99")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_text("Type A1 to P30")
    watched.show(spectators=1)
    expect(field).to_have_value("Z99")
    watched.aim("H9")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("H9")


def the_end(person, **table):
    """Show the end of a game that this person has won with an exact hit."""
    seat, giver = person.seat, (person.seat + 1) % 3
    points, scores = [0, 0, 0], [1, 1, 1]
    points[seat], scores[seat] = 3, 12
    round_ = {"phase": "over", "clue": 0, "clues": ["lagoon"], "giver": giver, "target": "H9"}
    pieces = {"pieces": [{"seat": seat, "square": "H9", "clue": 0}], "points": points}
    outcome = {"scores": scores, "winners": [seat], "to_act": []}
    you = {"may": [], "card": [], "target": None}
    return person.show(**round_ | pieces | outcome | table, you=you)


def test_the_end_tells_the_last_target_and_the_points_of_the_round(watched, screenshot):
    the_end(watched)
    said = "Maya wins. The last one was H9, brown yellow. Maya: exact, +3"
    expect(watched.page.locator("#status")).to_contain_text(said)
    lines = watched.page.locator("#result-list li")
    expect(lines.first).to_have_text("The last one was H9, brown yellow")
    expect(lines.nth(1)).to_have_text("1. Maya +312")
    watched.page.keyboard.press("Shift")
    screenshot(watched.page, "the-end")


def test_the_end_tells_why_somebody_won_a_tie(watched):
    the_end(watched, scores=[12, 12, 12])
    why = "Tied on points: who gave a clue most recently wins"
    expect(watched.page.locator("#status")).to_contain_text(f"Maya wins. {why}.")
    expect(watched.page.locator("#result-list li").last).to_have_text(why)
    the_end(watched, scores=[12, 12, 3], winners=[0, 1])
    shared = "Tied on points: the win is shared"
    expect(watched.page.locator("#result-list li").last).to_have_text(shared)


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (844, 390)], ids=str)
def test_a_tie_at_the_end_leaves_everything_in_sight(watched, screenshot, size):
    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    the_end(watched, scores=[12, 12, 12], album="a-slug-of-letters")
    watched.page.keyboard.press("Shift")
    dock = watched.page.locator("#dock")
    expect(watched.page.locator("#result-list li").last).to_contain_text("Tied on points")
    screenshot(watched.page, f"tie-{size[0]}")
    assert dock.evaluate("dock => dock.scrollHeight - dock.clientHeight") <= 1
    the_end(watched)
    expect(watched.page.locator("#result-list")).not_to_contain_text("Tied")


def test_a_change_during_the_reveal_keeps_points_back_and_lines_in_place(player_context):
    person = Watched(player_context()).start_with_bots()
    my_guess(person, piece=None)
    person.page.clock.install()
    person.page.clock.pause_at(person.page.evaluate("Date.now() + 1000"))
    the_end(person)
    score = person.page.locator(f'#players [data-seat="{person.seat}"] .score')
    line = person.page.locator("#result-list li").first.element_handle()
    assert score.inner_text() == "9"
    person.show(spectators=1)
    assert score.inner_text() == "9"
    assert line.evaluate("line => line.isConnected")
    person.page.clock.run_for(5000)
    assert score.inner_text() == "12"


def test_pieces_that_share_a_square_lie_apart_or_are_counted(watched, screenshot):
    players = watched.seated([f"P{n}" for n in range(10)])
    pieces = [{"seat": n, "square": "H9", "clue": 0} for n in range(1, 5)]
    my_guess(watched)
    watched.show(players=players, scores=[0] * 10, pieces=pieces)
    places = watched.page.locator(".piece").evaluate_all(
        "all => all.map((piece) => Object.values(piece.getBoundingClientRect().toJSON()).join())"
    )
    assert len(set(places)) == 4
    screenshot(watched.page, "four-on-a-square")
    watched.show(pieces=[*pieces, {"seat": 5, "square": "H9", "clue": 0}])
    expect(watched.page.locator(".piece")).to_have_text("5")
    label = watched.page.locator("#H9").get_attribute("aria-label")
    assert all(f"P{n}’s 1st piece" in label for n in range(1, 6))


def test_turning_a_phone_turns_the_preview_with_the_board(watched):
    colors = "[...document.querySelectorAll('#preview i')].map((cell) => cell.className)"
    my_guess(watched).aim("H9")
    upright = watched.page.evaluate(colors)
    assert upright[1] == "c-H8"  # above it, where letters run across
    watched.page.set_viewport_size({"width": 844, "height": 390})
    wait_until(lambda: watched.page.evaluate(colors)[1] == "c-G9", "the preview turns")


def test_coming_to_the_board_with_tab_aims_at_nothing(watched):
    my_guess(watched)
    watched.page.locator("#open-side").focus()
    watched.page.keyboard.press("Tab")
    cell = watched.page.locator("#A1")
    expect(cell).to_be_focused()
    assert watched.page.locator("#coordinate").input_value() == ""
    assert watched.page.locator("#aim-mark").is_hidden()
    assert cell.evaluate("cell => getComputedStyle(cell).outlineStyle") == "solid"
    watched.page.keyboard.press("ArrowRight")
    assert watched.page.locator("#coordinate").input_value() == "B1"


def test_a_challenge_is_asked_about_first(watched):
    my_guess(watched)
    doubt = watched.page.locator("#doubt")
    for close in ("Escape", "Close"):
        watched.page.locator("#challenge").click()
        expect(doubt).to_contain_text("once in a round")
        if close == "Escape":
            watched.page.keyboard.press(close)
        else:
            doubt.get_by_role("button", name=close).click()
        expect(doubt).to_be_hidden()
    watched.challenge()
    watched.wait_until_sent("challenge_clue")
    assert [m["type"] for m in watched.sent].count("challenge_clue") == 1


def test_the_dialogs_of_the_table_have_names(watched):
    watched.page.get_by_role("button", name="Players and clues").click()
    expect(watched.page.get_by_role("dialog", name="Players and clues")).to_be_visible()
    watched.page.keyboard.press("Escape")
    watched.page.keyboard.press("?")
    expect(watched.page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_colors_of_past_rounds_are_named_beside_their_squares(watched):
    past = {"number": 1, "giver": 1, "clues": ["sun"], "withdrawn": [], "points": [0, 0, 0]}
    watched.show(history=[{**past, "target": "H9"}])
    watched.page.get_by_role("button", name="Players and clues").click()
    expect(watched.page.locator("#history")).to_contain_text("H9, brown yellow")
