"""The house words in real browsers: two who write at once, while the lobby changes round them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person


def field(person):
    return person.page.locator("#words-text")


def open_words(person):
    """Go into the field, and wait until it is the shared one."""
    field(person).click()
    expect(person.page.locator("#words-state")).to_have_text("Saved")


def at_one_table(player_context, *names):
    people = [Person(player_context(), name) for name in names]
    link = people[0].create_table()
    for person in people[1:]:
        person.join(link)
    for person in people:
        open_words(person)
    return link, people


def caret(person):
    return field(person).evaluate("f => [f.selectionStart, f.selectionEnd]")


def test_two_write_at_once_and_both_keep_their_place(player_context):
    link, (maya, tom) = at_one_table(player_context, "Maya", "Tom")
    maya.page.keyboard.type("END")
    expect(field(tom)).to_have_value("END")
    maya.page.keyboard.press("Home")
    tom.page.keyboard.press("End")
    for number in range(8):
        maya.page.keyboard.type(f"m{number} ")
        tom.page.keyboard.type(f" t{number}")
        if number == 4:
            Person(player_context(), "Ana").join(link)
    maya.page.get_by_text("3 at the table").wait_for()
    text = "".join(f"m{n} " for n in range(8)) + "END" + "".join(f" t{n}" for n in range(8))
    for person in (maya, tom):
        expect(field(person)).to_have_value(text)
        expect(person.page.locator("#words-state")).to_have_text("Saved")
        expect(field(person)).to_be_focused()
    assert caret(maya) == [24, 24]
    assert caret(tom) == [len(text), len(text)]


class Cut:
    """A way to cut somebody's line of the house words, and to let it come back."""

    def __init__(self, person):
        self.lines, self.away = [], False
        person.page.route_web_socket(re.compile("/words/$"), self._connect)

    def _connect(self, line):
        if self.away:
            line.close(code=1012)
            return
        line.connect_to_server()
        self.lines.append(line)

    def cut(self):
        self.away = True
        self.lines[-1].close(code=1012)

    def mend(self):
        self.away = False


def test_what_is_typed_without_a_line_is_merged(player_context):
    maya, tom = [Person(player_context(), name) for name in ("Maya", "Tom")]
    cut = Cut(tom)
    tom.join(maya.create_table())
    for person in (maya, tom):
        open_words(person)
    maya.page.keyboard.type("one three")
    expect(field(tom)).to_have_value("one three")
    cut.cut()
    expect(tom.page.locator("#words-state")).to_have_text("Reconnecting…")
    tom.page.keyboard.press("End")
    for _ in range(5):
        tom.page.keyboard.press("ArrowLeft")
    tom.page.keyboard.type("two ")
    maya.page.keyboard.type(" four")
    expect(maya.page.locator("#words-state")).to_have_text("Saved")
    cut.mend()
    for person in (maya, tom):
        expect(field(person)).to_have_value("one two three four")
        expect(person.page.locator("#words-state")).to_have_text("Saved")
    assert caret(tom) == [8, 8]


def test_ones_own_words_are_undone_and_not_the_others(player_context):
    _, (maya, tom) = at_one_table(player_context, "Maya", "Tom")
    maya.page.keyboard.type("mine ")
    expect(field(tom)).to_have_value("mine ")
    tom.page.keyboard.press("End")
    tom.page.keyboard.type("yours")
    expect(field(maya)).to_have_value("mine yours")
    maya.page.keyboard.press("Control+z")
    expect(field(tom)).to_have_value("yours")
    maya.page.keyboard.press("Control+Shift+Z")
    expect(field(tom)).to_have_value("mine yours")


def test_the_others_see_who_writes_and_who_did(player_context):
    _, (maya, tom) = at_one_table(player_context, "Maya", "Tom")
    maya.page.keyboard.type("a")
    who = tom.page.locator("#words-who")
    expect(who).to_have_text("▲ Maya is writing…")
    expect(who).to_have_text("Last changed by Maya")


def test_nothing_is_fetched_until_somebody_writes_and_then_others_see_it_by_themselves(
    player_context,
):
    maya, tom = [Person(player_context(), name) for name in ("Maya", "Tom")]
    tom.join(maya.create_table())
    tom.page.wait_for_load_state("networkidle")
    fetched = (
        "performance.getEntriesByType('resource').filter((r) => r.name.includes('/yjs.')).length"
    )
    assert tom.page.evaluate(fetched) == 0
    open_words(maya)
    maya.page.keyboard.type("Crisps are fine")
    expect(field(tom)).to_have_value("Crisps are fine")
    assert tom.page.evaluate(fetched) == 1


def test_what_was_typed_before_the_line_was_there_is_kept(player_context):
    maya, tom = [Person(player_context(), name) for name in ("Maya", "Tom")]
    link = maya.create_table()
    open_words(maya)
    maya.page.keyboard.type("first")
    expect(maya.page.locator("#words-state")).to_have_text("Saved")
    cut = Cut(tom)
    cut.away = True
    tom.join(link)
    field(tom).click()
    tom.page.keyboard.press("End")
    tom.page.keyboard.type(", second")
    cut.mend()
    for person in (maya, tom):
        expect(field(person)).to_have_value("first, second")


def test_what_two_made_too_long_together_is_said_and_the_text_is_shown_again(player_context):
    maya, tom = [Person(player_context(), name) for name in ("Maya", "Tom")]
    cut = Cut(tom)
    tom.join(maya.create_table())
    for person in (maya, tom):
        open_words(person)
    cut.cut()
    maya.page.keyboard.insert_text("m" * 1500)
    tom.page.keyboard.insert_text("t" * 1500)
    expect(maya.page.locator("#words-state")).to_have_text("Saved")
    cut.mend()
    expect(tom.page.locator("#words-state")).to_contain_text("too long")
    expect(field(tom)).to_have_value("m" * 1500)
    field(tom).focus()
    tom.page.keyboard.press("Control+End")
    tom.page.keyboard.type("t")
    for person in (maya, tom):
        expect(field(person)).to_have_value("m" * 1500 + "t")


SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>\n{{ 7*7 }} </textarea>"


def test_scripts_are_text_everywhere_and_the_game_shows_the_words(player_context):
    link, (maya, tom) = at_one_table(player_context, "Maya", "Tom")
    maya.page.keyboard.insert_text(SCRIPT)
    expect(field(tom)).to_have_value(SCRIPT)
    expect(maya.page.locator("#words-state")).to_have_text("Saved")
    ana = Person(player_context(PHONE), "Ana")
    ana.join(link)
    expect(field(ana)).to_have_value(SCRIPT)
    watcher = player_context().new_page()
    watcher.goto(f"{link.rstrip('/')}/watch")
    assert watcher.locator("#words-card .words").inner_text().strip() == SCRIPT
    maya.start()
    ana.wait_for_phase("choosing")
    ana.page.get_by_role("button", name="Players and clues").click()
    ana.page.locator("#side-words summary").click()
    expect(ana.page.locator("#side-words-copy")).to_contain_text("{{ 7*7 }}")
    assert ana.page.locator("#side-words-copy").inner_text().strip() == SCRIPT
    # The field is still where it was.
    assert field(ana).input_value() == SCRIPT


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_all_is_large_enough(player_context, screenshot, width):
    maya = Person(player_context((width, 720)), "Maya")
    maya.create_table()
    open_words(maya)
    maya.page.keyboard.insert_text("W" * 200 + "\n" * 40)
    expect(maya.page.locator("#words-state")).to_have_text("Saved")
    expect(maya.page.locator("#words-who")).to_have_text("Last changed by Maya")
    screenshot(maya.page, f"house-words-{width}", full_page=True)
    assert maya.page.evaluate("document.documentElement.scrollWidth") <= width
    box = field(maya).bounding_box()
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= width
    found = Axe().run(maya.page).response["violations"]
    assert [violation["id"] for violation in found] == []
    maya.page.get_by_label("What this table has agreed on").wait_for()


def test_characters_that_are_being_put_together_are_not_disturbed(player_context):
    _, (maya, tom) = at_one_table(player_context, "Maya", "Tom")
    keyboard = maya.page.context.new_cdp_session(maya.page)
    half = {"text": "に", "selectionStart": 1, "selectionEnd": 1}
    keyboard.send("Input.imeSetComposition", half)
    tom.page.keyboard.type("others ")
    expect(tom.page.locator("#words-state")).to_have_text("Saved")
    keyboard.send("Input.imeSetComposition", {**half, "text": "にほ", "selectionEnd": 2})
    assert "others" not in field(maya).input_value()
    keyboard.send("Input.insertText", {"text": "日本"})
    for person in (maya, tom):
        expect(field(person)).to_have_value(re.compile("日本"))
        expect(field(person)).to_have_value(re.compile("others "))
    assert field(maya).input_value() == field(tom).input_value()
    assert len(field(maya).input_value()) == len("日本others ")


def test_a_document_that_begins_anew_is_read_again_by_itself(player_context):
    maya, tom = [Person(player_context(), name) for name in ("Maya", "Tom")]
    lines = []

    def connect(line):
        lines.append((line, line.connect_to_server()))

    tom.page.route_web_socket(re.compile("/words/$"), connect)
    tom.join(maya.create_table())
    for person in (maya, tom):
        open_words(person)
    maya.page.keyboard.type("as it was")
    expect(field(tom)).to_have_value("as it was")
    lines[0][0].close(code=4409)
    expect(field(tom)).to_have_value("as it was")
    maya.page.keyboard.type("!")
    expect(field(tom)).to_have_value("as it was!")
    assert len(lines) == 2


DIFFERENCES = """async () => {
    const { differenceOf } = await import("/static/js/house_words/field.js");
    const letters = ["a", "b", "👍", "é", "\\n"];
    const below = (number) => Math.floor(Math.random() * number);
    const some = () => Array.from({ length: below(6) }, () => letters[below(5)]).join("");
    for (let time = 0; time < 20000; time += 1) {
        const [left, gone, come, right] = [some(), some(), some(), some()];
        const [before, after] = [left + gone + right, left + come + right];
        const said = differenceOf(before, after, (left + come).length);
        if (!said && before === after) continue;
        const lost = before.slice(said.at, said.at + said.gone);
        const made = before.slice(0, said.at) + said.come + before.slice(said.at + said.gone);
        const whole = lost.isWellFormed() && said.come.isWellFormed();
        if (made !== after || !whole) return JSON.stringify([before, after, said]);
    }
    return "";
}"""


def test_what_was_typed_is_found_and_no_character_is_cut(player_context):
    page = player_context().new_page()
    page.goto("/")
    assert page.evaluate(DIFFERENCES) == ""
