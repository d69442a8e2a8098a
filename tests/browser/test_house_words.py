"""The house words in real browsers: two who write at once, while the lobby changes round them."""

from playwright.sync_api import expect

from tests.browser.people import Person


def field(person):
    return person.page.locator("#words-text")


def open_words(person):
    """Go into the field, and wait until it is the shared one."""
    field(person).focus()
    expect(person.page.locator("#words-line")).to_have_text("Saved")


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
        expect(person.page.locator("#words-line")).to_have_text("Saved")
        expect(field(person)).to_be_focused()
    assert caret(maya) == [24, 24]
    assert caret(tom) == [len(text), len(text)]
