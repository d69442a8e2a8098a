"""What axe finds on every screen, light and dark: nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person
from tests.browser.phases import phases, three_at_a_table

# Axe lets a dialog of the browser's own be without a name.
UNNAMED = """() => [...document.querySelectorAll("dialog[open]")]
    .filter((one) => !one.ariaLabel && !one.ariaLabelledByElements?.length)
    .map((one) => one.id)"""


@pytest.fixture
def look():
    """Give a function that lets axe look at a page, light and dark; what it finds fails the test.

    No rule is switched off. In the dark only the colors are others, so there only contrast is new.
    """
    axe, found = Axe(), []
    brief = {"resultTypes": ["violations"]}  # what passes is not told for each of the 480 squares

    def run(page, where):
        page.wait_for_load_state()  # without its styles a page has other colors
        expect(page.locator("main[inert]")).to_have_count(0)
        for scheme, options in (
            ("light", brief),
            ("dark", brief | {"runOnly": ["color-contrast"]}),
        ):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in axe.run(page, options=options).response["violations"]:
                nodes = [node["html"][:200] for node in violation["nodes"][:3]]
                found.append((where, scheme, violation["id"], violation["help"], nodes))

    yield run
    assert not found, "\n".join(map(str, found))


def test_axe_finds_nothing_on_the_pages(look, player_context, expected_problems):
    expected_problems.append("404")
    page = player_context().new_page()
    page.goto("/")
    look(page, "home")
    page.goto("/t/NOPE22/")
    look(page, "error page")
    page.goto("/take/anything")
    look(page, "take a seat")


def test_axe_finds_nothing_at_the_door(look, player_context):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    look(maya.page, "lobby of the host")
    maya.page.get_by_label("Who may come in").select_option("host")
    with maya.page.expect_response(lambda response: "/power" in response.url):
        maya.page.locator("button[value=admission]").click()
    tom = Person(player_context(), "Tom")
    tom.page.goto(link)
    look(tom.page, "join")
    tom.page.get_by_label("Your name").fill("Tom")
    tom.page.get_by_role("button", name="Join", exact=True).click()
    tom.page.get_by_role("heading", name="Waiting for Maya to let you in.").wait_for()
    look(tom.page, "waiting")
    maya.page.locator(".ask", has_text="Tom").wait_for()
    look(maya.page, "somebody asks")
    maya.page.get_by_role("button", name="Deny").click()
    tom.page.get_by_role("heading", name="Maya didn’t let you in.").wait_for()
    look(tom.page, "denied")


def test_axe_finds_nothing_in_the_lobby(look, player_context):
    maya, tom, _ = three_at_a_table(player_context)
    look(tom.page, "lobby of a guest")
    tom.page.locator("#id_scoring").focus()
    maya.page.locator("#id_target_score").fill("3")
    maya.page.locator("#id_target_score").press("Enter")
    maya.page.locator(".rule .error").wait_for()
    maya.page.locator("#editing-scoring", has_text="Tom").wait_for()
    look(maya.page, "house rules")
    maya.page.get_by_role("button", name="What to do with Tom").click()
    maya.page.locator("#menu").get_by_role("button", name="Make host").wait_for()
    look(maya.page, "host menu")
    maya.page.locator("#menu").get_by_role("button", name="Ban").click()
    look(maya.page, "question")
    maya.page.locator("#ask").get_by_role("button", name="Cancel").click()
    maya.page.locator("#menu").get_by_role("button", name="Close").click()
    tom.page.locator("#make-link").click()
    tom.page.get_by_label("Link for the other device").wait_for()
    look(tom.page, "moving a seat")
    tom.page.get_by_role("button", name="Check my screen").click()
    for number in range(6):
        look(tom.page, f"screen check {number}")
        if number < 5:
            tom.page.locator("#check-answers button").first.click()


def test_axe_finds_nothing_in_the_dialogs_of_a_game(look, player_context):
    people = three_at_a_table(player_context, viewport=PHONE)
    people[0].start()
    for person in people:
        person.wait_for_phase("choosing")
    maya, tom, _ = (person.page for person in people)
    for page in (maya, tom):
        page.get_by_role("button", name="Players and clues").click()
        look(page, "side")
    maya.get_by_role("button", name="Table …").hover()
    look(maya, "a button under the mouse")
    maya.get_by_role("button", name="Table …").click()
    maya.locator("#menu").get_by_role("button", name="Lock").wait_for()
    look(maya, "table menu")
    assert maya.evaluate(UNNAMED) == []
    maya.locator("#menu").get_by_role("button", name="Close", exact=True).click()
    maya.get_by_role("button", name="What to do with Tom").click()
    maya.locator("#menu").get_by_role("button", name="Remove").click()
    look(maya, "question in play")
    assert maya.evaluate(UNNAMED) == []
    maya.locator("#ask-yes").click()
    tom.get_by_role("heading", name="You are not at this table any more").wait_for()
    look(tom, "removed")
    assert tom.evaluate(UNNAMED) == []


def test_axe_finds_nothing_in_any_phase(look, player_context):
    people = three_at_a_table(player_context)
    watcher, tv = player_context().new_page(), player_context().new_page()
    watcher.goto(f"{people[0].page.url}watch")
    tv.goto(f"{people[0].page.url}tv")
    look(tv, "TV before the game")
    for phase, giver, guesser in phases(people):
        for page in (giver.page, guesser.page, watcher, tv):
            page.locator("body:not(.reveal)").wait_for(state="attached")
        look(giver.page, f"giver, {phase}")
        look(guesser.page, f"guesser, {phase}")
        if phase in ("choosing", "guessing", "scored", "over"):
            look(watcher, f"spectator, {phase}")
            look(tv, f"TV, {phase}")
        if phase == "choosing":
            guesser.page.locator("#board-frame").press("?")
            look(guesser.page, "help")
            guesser.page.locator("#help").get_by_role("button", name="Close").click()
