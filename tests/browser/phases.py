"""A game on the way through all its phases, for tests that look at each of them."""

from tests.browser.people import Person, giver_and_guessers

WORDS = ("tulipa", "cordova")


def three_at_a_table(player_context, **options):
    """Seat Maya, Tom and Ana for one lap; gives them."""
    people = [Person(player_context(**options), name) for name in ("Maya", "Tom", "Ana")]
    link = people[0].create_table()
    people[0].set_rules(laps="1")
    for person in people[1:]:
        person.join(link)
    for person in people:
        person.page.locator(".seats .who", has_text="Ana").wait_for()
    return people


def phases(people):
    """Start and play a game; at each stop gives (its name, the giver, a guesser)."""
    people[0].start()
    giver, (first, second) = giver_and_guessers(people)
    yield "choosing", giver, first
    giver.choose()
    yield "cluing", giver, first
    yield from _first_guesses(giver, first, second)
    giver.page.get_by_role("button", name="Skip second clue").click()
    for person in people:
        person.wait_for_phase("scored")
        person.page.keyboard.press("Shift")  # ends the reveal
    yield "scored", giver, first
    for word in WORDS:
        people[0].page.get_by_role("button", name="Next round").click()
        _play_on(people, word)
    for person in people:
        person.wait_for_phase("over")
        person.page.keyboard.press("Shift")
    yield "over", giver, first


def _first_guesses(giver, first, second):
    giver.clue("lagoon")
    first.wait_for_turn().aim("P30")
    yield "guessing", giver, first
    first.challenge()
    for person in (first, second, giver):
        person.wait_for_phase("voting")
    yield "voting", giver, second
    second.page.get_by_role("button", name="The clue is fair").click()
    first.wait_for_phase("guessing").wait_for_turn().place("P30")
    second.wait_for_turn().place("A1")
    giver.wait_for_phase("cluing").wait_for_turn()
    first.wait_for_phase("cluing")
    yield "cluing again", giver, first


def _play_on(people, word):
    giver, guessers = giver_and_guessers(people)
    giver.choose()
    giver.clue(word)
    for guesser, square in zip(guessers, ("C3", "K9"), strict=True):
        guesser.wait_for_turn().place(square)
    giver.wait_for_phase("cluing").wait_for_turn()
    giver.page.get_by_role("button", name="Skip second clue").click()
