"""Private tables and hosts, in real browsers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person, giver_and_guessers
from tests.browser.phases import phases, three_at_a_table
from tests.servers import wait_until


@pytest.fixture
def private(player_context):
    """Maya's table, at which she admits; gives (Maya, its link)."""
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    maya.page.get_by_label("Who may come in").select_option("host")
    maya.page.locator("button[value=admission]").click()
    expect(maya.page.get_by_label("Who may come in")).to_have_value("host")
    return maya, link


@pytest.fixture
def three_in_play(player_context):
    """Maya who is host, Tom, and Ana, in the first round of a game."""
    people = [Person(player_context(), name) for name in ("Maya", "Tom", "Ana")]
    link = people[0].create_table()
    for person in people[1:]:
        person.join(link)
    people[0].page.locator(".seats .who", has_text="Ana").wait_for()
    people[0].start()
    for person in people:
        person.wait_for_phase("choosing")
    return people


def ask(person, link):
    """Ask to be let in."""
    person.page.goto(link)
    person.page.get_by_label("Your name").fill(person.name)
    person.page.get_by_role("button", name="Join", exact=True).click()
    person.page.get_by_role("heading", name="Waiting for Maya to let you in.").wait_for()


def confirm(person, name):
    """Press a button of a menu, and the one that says the same of the question that follows."""
    person.page.get_by_role("button", name=name, exact=True).click()
    person.page.locator("#ask-yes").click()


def make_public(person):
    """Show a person's table on the start page."""
    person.page.get_by_label("Show on the start page").check()
    person.page.locator("button[value=admission]").click()


def test_the_host_admits_and_the_requesters_page_changes_by_itself(
    private, player_context, screenshot
):
    maya, link = private
    tom = Person(player_context(PHONE, mobile=True), "Tom")
    ask(tom, link)
    expect(tom.page.locator(".how .picture")).to_have_count(5)
    screenshot(tom.page, "waiting", full_page=True)
    maya.page.locator(".ask", has_text="Tom asks to join").wait_for()
    screenshot(maya.page, "asked")
    maya.page.get_by_role("button", name="Admit").click()
    tom.page.locator(".seats .who", has_text="Tom").wait_for()
    maya.page.locator(".seats .who", has_text="Tom").wait_for()
    assert maya.page.locator(".ask").count() == 0


def test_who_wants_to_join_sees_who_is_there(player_context, screenshot):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    for number in range(2, 8):
        maya.page.locator("#add-bot").click()
        maya.page.get_by_text(f"{number} at the table").wait_for()
    tom = Person(player_context(PHONE, mobile=True), "Tom")
    tom.page.goto(link)
    there = tom.page.locator(".there li")
    expect(there).to_have_count(6)
    expect(there.first).to_contain_text("Maya")
    expect(there.last).to_have_text("and 2 more")
    screenshot(tom.page, "join")


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("", "Copied"),
        ("delete Navigator.prototype.clipboard", "Copied"),
        (
            "delete Navigator.prototype.clipboard; Document.prototype.execCommand = () => false",
            "Selected: please copy",
        ),
    ],
    ids=["with a clipboard", "without one", "with no way to copy"],
)
def test_copied_is_said_only_when_it_is_true(player_context, script, words):
    context = player_context(permissions=["clipboard-read", "clipboard-write"])
    maya = Person(context, "Maya")
    maya.page.add_init_script(script)
    link = maya.create_table()
    share = maya.page.locator("#share")
    share.click()
    expect(share).to_have_text(words)
    if words == "Copied" and not script:
        assert maya.page.evaluate("navigator.clipboard.readText()") == link
    selected = maya.page.locator("#link").evaluate("one => one.selectionEnd - one.selectionStart")
    assert selected == len(link)
    expect(share).to_have_text("Share")


def test_the_screen_check_is_offered_until_it_is_done_or_declined(player_context, screenshot):
    maya, tom = (Person(player_context(PHONE, mobile=True), name) for name in ("Maya", "Tom"))
    tom.join(maya.create_table())
    offer = "#check-offer"
    screenshot(maya.page, "check-offer")
    tom.page.locator(offer).get_by_role("button", name="Not now").click()
    maya.page.locator(offer).get_by_role("button", name="Begin").click()
    expect(maya.page.locator("#check-text")).to_have_text("Which one is different?")
    for _ in range(5):
        expect(maya.page.locator(offer)).to_be_visible()
        maya.page.locator("#check-answers button").last.click()
    for person in (maya, tom):
        expect(person.page.locator(offer)).to_be_hidden()
        person.page.reload()
        expect(person.page.locator("main[inert]")).to_have_count(0)
        expect(person.page.locator(offer)).to_be_hidden()


# Counts what asks for the screen, and keeps the last lock, to let it go as a hidden tab does.
COUNT_LOCKS = """
    window.locks = [];
    const { request } = WakeLock.prototype;
    WakeLock.prototype.request = async function (...kind) {
        const lock = await request.apply(this, kind);
        window.locks.push(lock);
        return lock;
    };
"""


def test_the_screen_stays_awake_in_the_lobby_and_when_the_tab_is_back(player_context):
    maya = Person(player_context(permissions=["screen-wake-lock"]), "Maya")
    maya.page.add_init_script(COUNT_LOCKS)
    maya.create_table()
    held = "window.locks.map((lock) => !lock.released)"
    wait_until(lambda: maya.page.evaluate(held) == [True], "the first lock")
    maya.page.evaluate("window.locks[0].release()")
    maya.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_until(lambda: maya.page.evaluate(held) == [False, True], "another lock")


@pytest.mark.parametrize("size", [(320, 568), PHONE, (844, 390), (1280, 800)])
def test_who_asks_during_a_game_covers_neither_clue_nor_dock(player_context, screenshot, size):
    maya = Person(player_context(size), "Maya")
    link = maya.create_table()
    for number in (2, 3):
        maya.page.locator("#add-bot").click()
        maya.page.get_by_text(f"{number} at the table").wait_for()
    maya.page.get_by_label("Who may come in").select_option("host")
    maya.page.locator("#save-admission").click()
    maya.page.locator("#admission-host-unlisted").wait_for()
    maya.start()
    maya.wait_for_phase("choosing", "cluing", "guessing", "scored")
    ask(Person(player_context(), "Tom"), link)
    request = maya.page.locator("#requests[aria-live=polite] .ask")
    request.wait_for()
    asked = request.bounding_box()
    for part in ("#bar", "#clue", "#dock"):
        other = maya.page.locator(part).bounding_box()
        beside = (
            asked["x"] >= other["x"] + other["width"] or other["x"] >= asked["x"] + asked["width"]
        )
        below = (
            asked["y"] >= other["y"] + other["height"] or other["y"] >= asked["y"] + asked["height"]
        )
        assert beside or below, part
    screenshot(maya.page, f"asked-{size[0]}")


def test_the_host_denies_and_the_requesters_page_says_so(private, player_context):
    maya, link = private
    tom = Person(player_context(), "Tom")
    ask(tom, link)
    maya.page.get_by_role("button", name="Deny").click()
    tom.page.get_by_role("heading", name="Maya didn’t let you in.").wait_for()
    assert maya.page.locator(".seats .who", has_text="Tom").count() == 0


def test_start_starts_though_somebody_comes_while_it_is_pressed(player_context):
    maya, tom, ana, kai = (Person(player_context(), name) for name in ("Maya", "Tom", "Ana", "Kai"))
    link = maya.create_table()
    for person in (tom, ana):
        person.join(link)
    maya.page.locator("#start").hover()
    maya.page.mouse.down()
    with maya.page.expect_response(re.compile("/lobby")):
        kai.join(link)
    maya.page.mouse.up()
    maya.wait_for_phase("choosing")
    kai.page.locator("body[data-phase=choosing]").wait_for(state="attached")


def test_the_lobby_shows_who_came_while_a_button_was_pressed_and_let_go_elsewhere(player_context):
    maya, tom = (Person(player_context(), name) for name in ("Maya", "Tom"))
    link = maya.create_table()
    maya.page.locator("#powers").hover()
    maya.page.mouse.down()
    with maya.page.expect_response(re.compile("/lobby")):
        tom.join(link)
    maya.page.mouse.move(1, 1)
    maya.page.mouse.up()
    maya.page.locator(".seats .who", has_text="Tom").wait_for()


def test_somebody_is_admitted_though_another_asks_while_admit_is_pressed(private, player_context):
    maya, link = private
    tom, ana = (Person(player_context(), name) for name in ("Tom", "Ana"))
    ask(tom, link)
    maya.page.get_by_role("button", name="Admit").hover()
    maya.page.mouse.down()
    with maya.page.expect_response(re.compile("/requests")):
        ask(ana, link)
    expect(maya.page.locator(".ask")).to_have_count(1)
    maya.page.mouse.up()
    tom.page.locator(".seats .who", has_text="Tom").wait_for()
    expect(maya.page.locator(".ask")).to_have_text(re.compile("Ana asks to join"))


def test_a_table_is_opened_though_the_list_changes_while_its_link_is_pressed(player_context):
    maya, tom = (Person(player_context(), name) for name in ("Maya", "Tom"))
    for person in (maya, tom):
        person.create_table()
    make_public(maya)
    visitor = player_context().new_page()
    visitor.goto("/")
    visitor.locator(".listed", has_text="Maya’s table").hover()
    visitor.mouse.down()
    with visitor.expect_response(re.compile("/tables")):
        make_public(tom)
    visitor.mouse.up()
    visitor.wait_for_url(re.compile("/t/"))
    visitor.get_by_text("Table Maya’s table").wait_for()


def test_a_button_works_from_the_moment_in_which_it_is_there(player_context):
    maya, tom, ana = (Person(player_context(), name) for name in ("Maya", "Tom", "Ana"))
    link = maya.create_table()
    tom.join(link)
    maya.page.evaluate(
        "new MutationObserver(() => document.querySelector('#start')?.click())"
        ".observe(document.body, { childList: true, subtree: true })"
    )
    ana.join(link)
    maya.wait_for_phase("choosing")


def test_a_removed_player_sees_what_happened(player_context, expected_problems):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    tom = Person(player_context(), "Tom")
    tom.join(link)
    maya.page.get_by_role("button", name="What to do with Tom").click()
    confirm(maya, "Remove")
    tom.page.get_by_role("heading", name="You are not at this table any more").wait_for()
    maya.page.get_by_text("1 at the table").wait_for()
    for _ in range(3):
        tom.page.keyboard.press("Escape")
    expect(tom.page.get_by_role("link", name="Go to the start page")).to_be_focused()
    expect(tom.page.locator("#message:modal")).to_be_visible()


def test_when_the_host_leaves_another_becomes_host(player_context):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    tom = Person(player_context(), "Tom")
    tom.join(link)
    confirm(maya, "Leave the table")
    tom.page.locator("#powers").wait_for()


def test_a_question_is_answered_though_the_lobby_changes_while_it_is_asked(player_context):
    maya, tom, ana = (Person(player_context(), name) for name in ("Maya", "Tom", "Ana"))
    link = maya.create_table()
    tom.join(link)
    maya.page.locator(".seats .who", has_text="Tom").wait_for()
    maya.page.get_by_role("button", name="Leave the table").click()
    with maya.page.expect_response(re.compile("/lobby")):
        ana.join(link)
    maya.page.locator("#ask-yes").click()
    tom.page.locator("#powers").wait_for()
    expect(tom.page.locator(".seats .who", has_text="Maya")).to_have_count(0)


def test_a_public_table_shows_on_the_start_page_by_itself(player_context):
    maya = Person(player_context(), "Maya")
    visitor = player_context().new_page()
    visitor.goto("/")
    maya.create_table()
    make_public(maya)
    visitor.locator(".listed", has_text="Maya’s table").first.wait_for()


def test_the_tv_shows_the_table_and_what_is_said(player_context, screenshot):
    # So low that the side column must scroll: what is said keeps its height all the same.
    maya = Person(player_context((1280, 620)), "Maya")
    link = maya.create_table()
    tv = player_context((1920, 1080)).new_page()
    tv.goto(f"{link}tv")
    screenshot(tv, "tv-lobby")
    for number in (2, 3):
        maya.page.get_by_role("button", name="Add a bot").click()
        maya.page.get_by_text(f"{number} at the table").wait_for()
    maya.start()
    tv.locator("#board-frame").wait_for()
    maya.page.locator("#chat-text").fill("hello everyone")
    maya.page.locator("#chat-text").press("Enter")
    tv.locator("#chat", has_text="hello everyone").wait_for()
    maya.page.locator("#chat", has_text="hello everyone").wait_for()
    assert tv.locator("#dock").is_hidden()
    screenshot(tv, "tv")


def test_the_tv_tells_the_result_in_words_and_keeps_the_way_in_at_hand(player_context, screenshot):
    people = three_at_a_table(player_context)
    tv = player_context((1280, 560), reduced_motion="reduce").new_page()
    tv.goto(f"{people[0].page.url}tv")
    for phase, giver, _ in phases(people):
        if phase not in ("guessing", "scored", "over"):
            continue
        tv.locator(f"body[data-phase={phase}]:not(.reveal)").wait_for(state="attached")
        expect(tv.locator("#tv-join img")).to_be_in_viewport(ratio=1)
        expect(tv.locator("#tv-join", has_text="Join: code")).to_be_in_viewport(ratio=1)
        shown = tv.locator("#result-title")
        if phase == "guessing":
            expect(shown).to_be_hidden()
            continue
        words = giver.page.locator("#result-title").inner_text()
        expect(shown).to_have_text(words)
        expect(shown).to_be_in_viewport(ratio=1)
        expect(tv.locator("#result-list li").first).to_be_in_viewport(ratio=1)
        assert [each for each in tv.get_by_role("button").all() if each.is_visible()] == []
        screenshot(tv, f"tv-{phase}")


def test_a_form_says_when_it_did_not_work_and_is_quiet_when_it_did(
    player_context, expected_problems, screenshot
):
    expected_problems += ["htmx:", "net::ERR", "503"]
    maya = Person(player_context(PHONE, mobile=True), "Maya")
    maya.create_table()
    add = maya.page.get_by_role("button", name="Add a bot")
    failure = maya.page.locator("#failure")
    expect(maya.page.locator("main[inert]")).to_have_count(0)
    maya.page.context.set_offline(True)
    add.click()
    expect(failure).to_contain_text("did not reach the server")
    maya.page.context.set_offline(False)
    add.click()
    maya.page.get_by_text("2 at the table").wait_for()
    expect(failure).to_be_hidden()
    maya.page.route("**/menu", lambda route: route.fulfill(status=503))
    maya.page.get_by_role("button", name="Pause, lock, close").click()
    expect(failure).to_contain_text("The server could not do this")
    maya.page.unroute("**/menu")
    maya.page.get_by_role("button", name="Pause, lock, close").click()
    maya.page.route("**/power", lambda route: route.abort())
    with maya.page.expect_request("**/power"):
        confirm(maya, "Lock")
    expect(maya.page.locator("#menu #failure")).to_be_in_viewport()
    screenshot(maya.page, "failure")


@pytest.mark.parametrize("script", ["", "delete Element.prototype.moveBefore"])
def test_what_is_not_saved_or_in_use_stays_when_somebody_joins(player_context, script):
    maya, tom, ana = (Person(player_context(), name) for name in ("Maya", "Tom", "Ana"))
    maya.page.add_init_script(script)
    link = maya.create_table()
    who_may, listed = maya.page.get_by_label("Who may come in"), maya.page.locator("#listed")
    who_may.select_option("host")
    listed.check()
    maya.page.get_by_role("button", name="Move my seat").click()
    seat_link = maya.page.get_by_label("Link for the other device").input_value()
    for person, focused in ((tom, who_may), (ana, maya.page.locator("#share"))):
        focused.focus()
        person.join(link)
        maya.page.locator(".seats .who", has_text=person.name).wait_for()
        expect(focused).to_be_focused()
    expect(who_may).to_have_value("host")
    expect(listed).to_be_checked()
    expect(maya.page.get_by_label("Link for the other device")).to_have_value(seat_link)
    maya.page.locator("#save-admission").click()
    expect(maya.page.locator("#admission-host-listed")).to_be_visible()
    expect(who_may).to_have_value("host")


def test_the_form_shows_what_the_host_has_saved_in_another_tab(player_context):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    other = maya.page.context.new_page()
    other.goto(link)
    other.get_by_label("Who may come in").select_option("host")
    other.locator("#save-admission").click()
    expect(maya.page.get_by_label("Who may come in")).to_have_value("host")


def test_during_a_game_the_host_has_a_menu_for_each_player(three_in_play, screenshot):
    maya, tom, ana = three_in_play
    maya.page.get_by_role("button", name="What to do with Tom").click()
    menu = maya.page.locator("#menu")
    menu.get_by_role("button", name="Make host").wait_for()
    screenshot(maya.page, "host-menu")
    menu.locator("input[name=name]").fill("Thomas")
    confirm(maya, "Rename")
    menu.wait_for(state="hidden")
    ana.page.locator("#players", has_text="Thomas").wait_for()
    maya.page.get_by_role("button", name="Table …").click()
    confirm(maya, "Pause")
    ana.page.locator("#waiting", has_text="paused").wait_for()
    maya.page.get_by_role("button", name="Table …").click()
    menu.get_by_text("rename").wait_for()
    confirm(maya, "Go on")
    menu.wait_for(state="hidden")
    assert tom.page.get_by_role("button", name="Table …").is_hidden()


def test_a_question_is_answered_by_keys_and_gives_the_focus_back(player_context, screenshot):
    maya, tom = (Person(player_context(), name) for name in ("Maya", "Tom"))
    tom.join(maya.create_table())
    maya.page.get_by_role("button", name="What to do with Tom").click()
    ban = maya.page.locator("#menu").get_by_role("button", name="Ban")
    question = maya.page.get_by_role("dialog", name="Ban this player?")
    ban.press("Enter")
    expect(question.get_by_role("button", name="Ban")).to_be_focused()
    screenshot(maya.page, "question")
    maya.page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(ban).to_be_focused()
    assert tom.page.locator("#message").is_hidden()
    ban.press("Enter")
    expect(question).to_be_visible()
    maya.page.keyboard.press("Enter")
    tom.page.get_by_role("dialog", name="You are not at this table any more").wait_for()


def test_the_host_skips_a_turn_and_removes_a_player_in_play(three_in_play):
    maya, tom, ana = three_in_play
    turn = maya.page.locator("#players li.turn bdi").first
    turn.wait_for()
    while "Maya" in turn.inner_text():
        maya.choose()
        maya.clue("lagoon")
        maya.wait_for_phase("guessing")
    name = turn.inner_text().split()[0]
    other = tom if name == "Tom" else ana
    maya.page.get_by_role("button", name=f"What to do with {name}").click()
    confirm(maya, "Skip this turn")
    expect(maya.page.locator("#players li.turn", has_text=name)).to_have_count(0)
    maya.page.get_by_role("button", name=f"What to do with {name}").click()
    confirm(maya, "Remove")
    other.page.get_by_role("heading", name="You are not at this table any more").wait_for()


def test_others_see_who_types_and_who_aims(three_in_play, screenshot):
    maya, tom, ana = three_in_play
    tom.page.locator("#chat-text").press_sequentially("hmm")
    maya.page.locator("#doing", has_text="Tom is typing…").wait_for()
    tom.page.locator("#chat-text").press("Enter")
    maya.page.locator("#chat", has_text="hmm").wait_for()
    expect(maya.page.locator("#doing")).to_be_empty()
    giver, guessers = giver_and_guessers([maya, tom, ana])
    giver.choose()
    giver.clue("lagoon")
    guesser = guessers[0].wait_for_turn()
    guesser.aim("H9")
    giver.page.locator("#doing", has_text=f"{guesser.name} is aiming…").wait_for()
    screenshot(giver.page, "aiming")


def test_the_watch_link_of_a_private_table_shows_it_and_opens_no_seat(private, player_context):
    maya, link = private
    expect(maya.page.locator("#watch-link")).to_have_value(re.compile("key="))
    watch_link = maya.page.locator("#watch-link").input_value()
    stranger = player_context().new_page()
    stranger.goto(watch_link)
    stranger.locator(".seats .who", has_text="Maya").wait_for()
    stranger.goto(link)
    stranger.get_by_label("Your name").fill("Ana")
    stranger.get_by_role("button", name="Join", exact=True).click()
    stranger.get_by_role("heading", name="Waiting for Maya to let you in.").wait_for()
