"""The game in other languages, on phones: a round in Spanish, and no page wider than its screen."""

import polib
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person, giver_and_guessers
from tests.servers import ROOT

SMALL = (320, 568)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDER = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && !element.matches(".hidden, .hidden *") && box.right > innerWidth + 1;
}).map((element) => `${element.tagName}#${element.id}.${element.className}`)"""
# The table is fixed and hides what is too large: there each control is looked at by itself.
HIDDEN = """() => {
    const seen = (one, { left, right, top, bottom }) => {
        const box = one.getBoundingClientRect();
        return box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
    };
    const screen = { left: 0, right: innerWidth, top: 0, bottom: innerHeight };
    const dock = document.querySelector("#dock").getBoundingClientRect();
    const wide = (one) => one.scrollWidth > one.clientWidth;
    const high = (one) => one.scrollHeight > one.clientHeight;
    const wrong = (one) => [
        !seen(one, screen) && "outside",
        one.closest("#dock") && !seen(one, dock) && "scrolled away",
        one.matches("button, a") && (wide(one) || high(one)) && "clipped",
    ].filter(Boolean);
    return [...document.querySelectorAll("#clock, :is(#bar, #dock) :is(button, a, input)")]
        .filter((one) => one.checkVisibility())
        .flatMap((one) => wrong(one).map((what) => `${what}: ${one.id} ${one.textContent}`));
}"""
RENAME = """(names) => document.querySelectorAll("#card small")
    .forEach((small, number) => (small.textContent = names[number]))"""
WEIGHT = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => /\\.(js|css)([?]|$)/.test(name))
    .map(({ name, encodedBodySize }) => [name, encodedBodySize])"""
WORDS = {
    "es": {
        "name": "Tu nombre",
        "create": "Crear mesa",
        "join": "Entrar",
        "start": "Empezar",
        "mine": "Tu pista",
        "take": "Elegir {}",
        "give": "Dar la pista",
        "place": "Poner la 1.ª ficha en {}",
        "refused": "No se permiten nombres de colores.",
        "plain": "amarillento",
        "clue": "desierto",
        "turn": "Es tu turno",
        "skip": "Sin segunda pista",
        "scored": "Ronda 1/6 · puntos",
        "was": "Era {}, ",
    },
    "pt": {
        "name": "Seu nome",
        "create": "Criar mesa",
        "join": "Entrar",
        "start": "Começar",
        "mine": "Sua dica",
        "take": "Escolher {}",
        "give": "Dar a dica",
        "place": "Colocar a 1ª peça em {}",
        "refused": "Nomes de cores não são permitidos.",
        "plain": "amarelado",
        "clue": "deserto",
        "turn": "É a sua vez",
        "skip": "Sem segunda dica",
        "scored": "Rodada 1/6 · pontos",
        "was": "Era {}, ",
    },
}


class Speaker(Person):
    """Somebody who reads another language than English."""

    def __init__(self, context, name, language):
        super().__init__(context, name)
        self.words, self.language = WORDS[language], language

    def press(self, which, *values):
        """Press the button with these words on it."""
        name = self.words[which].format(*values)
        self.page.get_by_role("button", name=name, exact=True).click()

    def create_table(self):
        self.page.goto("/")
        self.page.get_by_label(self.words["name"]).fill(self.name)
        self.press("create")
        self.page.wait_for_selector("#lobby")
        return self.page.locator("#link").input_value()

    def join(self, link):
        self.page.goto(link)
        self.page.get_by_label(self.words["name"]).fill(self.name)
        self.press("join")
        self.page.wait_for_selector("#lobby", state="attached")

    def is_giver(self):
        return self.page.locator("#clue-by").inner_text().endswith(self.words["mine"])


def fits(page):
    """Check that nothing on a page is wider than the screen."""
    assert page.evaluate(SIDEWAYS) <= 0, page.evaluate(WIDER)
    if page.locator("#play").is_visible():
        assert page.evaluate(HIDDEN) == []


def called(language):
    """Give the names of all colors in a language."""
    path = ROOT / "colorclues" / "locale" / language / "LC_MESSAGES" / "django.po"
    catalog = polib.pofile(str(path))
    return {entry.msgstr for entry in catalog if entry.msgctxt == "color"}


@pytest.fixture
def look(screenshot):
    """Give a function that looks at a page on both phones, and keeps pictures of it."""

    def at(person, what, **options):
        before = person.page.viewport_size
        for width, height in (SMALL, PHONE):
            person.page.set_viewport_size({"width": width, "height": height})
            screenshot(person.page, f"{what}-{person.language}-{width}", **options)
            fits(person.page)
        person.page.set_viewport_size(before)

    return at


@pytest.mark.parametrize("language", ["es", "pt"])
def test_a_round_in_another_language_on_a_phone(player_context, look, language):
    people = [
        Speaker(player_context(PHONE, mobile=True, locale=language), name, language)
        for name in ("Zoé", "Tomás", "João")
    ]
    words = WORDS[language]
    people[0].page.goto("/")
    look(people[0], "home", full_page=True)
    link = people[0].create_table()
    people[1].page.goto(link)
    look(people[1], "join", full_page=True)
    for person in people[1:]:
        person.join(link)
    people[0].page.locator(".seats .who", has_text="João").wait_for()
    look(people[0], "lobby", full_page=True)
    people[0].press("start")
    giver, guessers = giver_and_guessers(people)
    look(giver, "choose")
    # Whatever the card is: as if it had the longest names.
    longest = sorted(called(language), key=lambda name: max(map(len, name.split())))[-4:]
    giver.page.evaluate(RENAME, longest)
    look(giver, "choose-longest")
    button = giver.page.locator("#card button").first
    target = button.get_attribute("data-square")
    button.click()
    giver.press("take", target)
    giver.page.wait_for_selector("#clue-form", state="visible")
    giver.page.locator("#clue-text").fill(words["plain"])
    giver.page.locator("#referee", has_text=words["refused"]).wait_for()
    look(giver, "play")
    giver.press("give")
    giver.page.locator("#refusal", has_text=words["refused"]).wait_for()
    giver.page.locator("#clue-text").fill(words["clue"])
    giver.press("give")
    free = iter(each for each in ("C3", "E20", "K9") if each != target)
    for guesser in guessers:
        square = next(free)
        expect(guesser.page).to_have_title(f"{words['turn']} · {link.rstrip('/')[-6:]}")
        guesser.aim(square)
        look(guesser, "aim")
        guesser.press("place", square)
    giver.press("skip")
    for person in people:
        person.wait_for_phase("scored")
    expect(giver.page.locator("#stage")).to_have_text(words["scored"])
    expect(giver.page.locator("#result-title")).to_contain_text(words["was"].format(target))
    look(people[0], "scored")


@pytest.mark.parametrize("language", ["en-US", "es", "pt"])
def test_scripts_styles_and_words_of_the_table_weigh_little(player_context, language):
    page = player_context(locale=language).new_page()
    page.goto("/")
    page.locator("input[name=player_name]").fill("Zoé")
    page.locator("form[action='/new'] button").click()
    page.wait_for_selector("#lobby")
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate(WEIGHT)
    assert [name for name, size in sizes if "words.js" in name and size > 0]
    assert sum(size for _, size in sizes) <= 60_000, sizes


def test_the_language_is_changed_by_hand_and_stays(player_context, expected_problems):
    expected_problems.append("404")
    page = player_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_label("Language").select_option("es")
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_role("heading", name="Abrir una mesa").wait_for()
    assert page.locator("html").get_attribute("lang") == "es"
    page.goto("/t/NOPE22/")
    page.get_by_role("heading", name="Aquí no hay nada").wait_for()
