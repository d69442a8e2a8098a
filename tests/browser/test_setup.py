"""The house rules in the lobby, as several people with browsers change them together."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person


@pytest.fixture
def three(player_context):
    """Seat Maya, Tom and Ana, the last with a phone."""
    people = [
        Person(player_context(), "Maya"),
        Person(player_context(), "Tom"),
        Person(player_context(PHONE, mobile=True), "Ana"),
    ]
    link = people[0].create_table()
    for person in people[1:]:
        person.join(link)
    for person in people:
        person.page.locator(".seats .who", has_text="Ana").wait_for()
    return people


def field(person, name):
    return person.page.locator(f"#setup [name={name}]:not([type=hidden])")


def last_change(person):
    return person.page.locator(".hint", has_text="Last changed by")


def test_all_see_at_once_what_one_has_changed(three):
    maya, tom, ana = three
    ana.set_rules(scoring="bullseye")
    for person in (maya, tom):
        expect(field(person, "scoring")).to_have_value("bullseye")
        expect(last_change(person)).to_have_text(re.compile("Ana: Scoring"))
    tom.page.get_by_role("button", name="Party").click()
    tom.page.locator("#ask-yes").click()
    for person in three:
        expect(person.page.get_by_role("button", name="Party")).to_have_attribute(
            "aria-pressed", "true"
        )
        expect(field(person, "scoring")).to_have_value("official")
        expect(last_change(person)).to_contain_text("Tom")


def test_who_changes_something_is_not_sent_an_echo(three):
    maya, tom, _ = three
    asked = {person.name: [] for person in (maya, tom)}
    for person in (maya, tom):
        person.page.on(
            "request",
            lambda request, name=person.name: (
                asked[name].append(request.url) if request.url.endswith("/lobby") else None
            ),
        )
    for laps in ("2", "3", "4"):
        maya.set_rules(laps=laps)
        expect(field(tom, "laps")).to_have_value(laps)
    # What Tom changes is asked for by Maya: had there been an echo, it would be here by then.
    tom.set_rules(laps="1")
    expect(field(maya, "laps")).to_have_value("1")
    assert (len(asked["Maya"]), len(asked["Tom"])) == (1, 3)


def test_the_others_see_who_is_at_which_field(three, screenshot):
    maya, tom, ana = three
    field(tom, "scoring").focus()
    field(ana, "scoring").focus()
    here = maya.page.locator("#editing-scoring")
    expect(here).to_have_text(re.compile(r"^Editing: . \w+, . \w+$"))
    expect(tom.page.locator("#editing-scoring")).to_have_text(re.compile("Ana$"))
    screenshot(maya.page, "setup-editing", full_page=True)
    screenshot(ana.page, "setup-editing-phone", full_page=True)
    field(tom, "laps").focus()
    expect(maya.page.locator("#editing-laps")).to_have_text(re.compile("Tom$"))
    expect(here).to_have_text(re.compile("Ana$"))
    # It stays when the panel is fetched again, and goes when Tom goes elsewhere.
    maya.set_rules(ties="shared")
    expect(maya.page.locator("#editing-laps")).to_have_text(re.compile("Tom$"))
    tom.page.locator("#share").focus()
    expect(maya.page.locator("#editing-laps")).to_have_text("")


@pytest.mark.parametrize("script", ["", "delete Element.prototype.moveBefore"])
def test_what_one_is_typing_stays_when_others_change_something(player_context, script):
    maya, tom = (Person(player_context(), name) for name in ("Maya", "Tom"))
    maya.page.add_init_script(script)
    link = maya.create_table()
    tom.join(link)
    score = field(maya, "target_score")
    score.press_sequentially("4")
    tom.set_rules(laps="5")
    expect(field(maya, "laps")).to_have_value("5")
    expect(score).to_be_focused()
    score.press_sequentially("2")
    expect(score).to_have_value("42")
    score.press("Tab")
    expect(field(tom, "target_score")).to_have_value("42")
    expect(last_change(tom)).to_have_text(re.compile("Maya: Target score"))


def test_a_field_in_use_that_another_changes_shows_the_new_value(three):
    maya, tom, _ = three
    field(maya, "laps").focus()
    tom.set_rules(laps="5")
    expect(field(maya, "laps")).to_have_value("5")
    expect(field(maya, "laps")).to_be_focused()


def test_what_does_not_fit_is_said_at_its_field_and_stays_there(three):
    maya, tom, _ = three
    score = field(maya, "target_score")
    score.fill("3")
    score.press("Tab")
    row = maya.page.locator("form.rule[data-field=target_score]")
    expect(row.get_by_role("alert")).to_contain_text("greater than or equal to 5")
    expect(score).to_have_value("3")
    expect(field(tom, "target_score")).to_have_value("")
    score.fill("30")
    score.press("Enter")
    expect(row.get_by_role("alert")).to_have_count(0)
    expect(field(tom, "target_score")).to_have_value("30")


def test_a_change_that_does_not_reach_the_server_is_kept_and_sent_again(three, expected_problems):
    expected_problems.append("ERR_FAILED|htmx:")
    maya, tom, _ = three
    maya.page.route("**/rules", lambda route: route.abort())
    field(maya, "laps").select_option("3")
    expect(maya.page.locator("#failure")).to_contain_text("did not reach the server")
    tom.set_rules(ties="shared")
    expect(field(maya, "ties")).to_have_value("shared")
    expect(field(maya, "laps")).to_have_value("3")
    maya.page.unroute("**/rules")
    expect(field(tom, "laps")).to_have_value("3")
    expect(maya.page.locator("#failure")).to_be_hidden()


def test_the_host_keeps_the_rules_to_himself_and_names_the_table(three, screenshot):
    maya, tom, _ = three
    maya.page.get_by_label("Everybody at the table may change these").uncheck()
    expect(field(tom, "laps")).to_have_count(0)
    expect(tom.page.locator("#setup .rule", has_text="Laps").locator("b")).to_have_text("Auto")
    screenshot(tom.page, "setup-read", full_page=True)
    maya.set_rules(laps="2")
    expect(tom.page.locator("#setup .rule", has_text="Laps").locator("b")).to_have_text("2")
    maya.page.get_by_label("Table name").fill("Friday colors")
    maya.page.get_by_label("Table name").press("Enter")
    expect(tom.page.get_by_role("heading", name="Friday colors")).to_be_visible()


@pytest.mark.parametrize("size", [(320, 568), (844, 390), (1280, 800)])
def test_the_house_rules_fit_every_screen(player_context, screenshot, size):
    maya = Person(player_context(size, mobile=size[0] < 1000), "Maya")
    maya.create_table()
    maya.set_rules(scoring="bullseye")
    assert maya.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    heights = "all => all.map((one) => one.getBoundingClientRect().height)"
    assert min(maya.page.locator("#setup select").evaluate_all(heights)) >= 44
    screenshot(maya.page, f"setup-{size[0]}", full_page=True)
