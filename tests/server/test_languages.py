"""The languages of the product: complete catalogs, pages and refusals in the reader's own."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from string import Formatter

import polib
import pytest
from django.test import Client as Pages
from django.utils import translation
from django.views.defaults import server_error

from colorclues import names, settings
from colorclues.games.refusals import SENTENCES
from colorclues.games.start import start_game
from colorclues.models import JoinRequest, Player, Room, RoomEntry
from colorclues.palette import COLORS
from colorclues.rooms import admission, host_controls, house_rules
from colorclues.rooms.audit_log import DEEDS
from colorclues.rooms.rules_form import LANGUAGES, PRESET_NAMES, RULES_TITLES, is_preset
from colorclues.sockets.middleware import language_of
from colorclues.views.forms import ADMISSIONS
from game_engine import PRESETS, Refusal
from game_engine.house_rules import LANGUAGES as JUDGED
from tests.server.conftest import Client
from tests.server.factories import cookie_of, table_of

LOCALE = settings.BASE_DIR / "colorclues" / "locale"
WHOLE = ("es", "pt")
"""Languages into which every text is translated."""
HTMX = {"HTTP_HX_REQUEST": "true"}
database = pytest.mark.django_db(transaction=True)


def catalog(language, domain):
    """Read one of the .po files."""
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / f"{domain}.po"))


def catalogs(*languages):
    """Run a test for both catalogs of each of these languages."""
    pairs = [(each, domain) for each in languages for domain in ("django", "djangojs")]
    return pytest.mark.parametrize(("language", "domain"), pairs)


def holes(text):
    """Give what a text leaves open to be filled in, and its tags, in any order."""
    braces = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted([*re.findall(r"%\(\w+\)[sd]|</?\w+>", text), *braces])


def translations(entry):
    """Give (the English text, its translation), for each plural form where there are some."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    english = [entry.msgid, entry.msgid_plural]
    return [(english[number], text) for number, text in sorted(entry.msgstr_plural.items())]


@catalogs(*WHOLE)
def test_every_text_is_translated(language, domain):
    texts = catalog(language, domain)
    assert [entry.msgid for entry in texts if entry.fuzzy or not entry.translated()] == []
    assert texts.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert all(set(e.msgstr_plural) == {0, 1} for e in texts if e.msgid_plural)


@catalogs("en_GB", *WHOLE)
def test_a_translation_keeps_the_placeholders_and_the_tags(language, domain):
    for entry in catalog(language, domain):
        for english, text in translations(entry):
            # "One word only." may be "2 words at most." in the other form.
            allowed = [holes(english), holes(entry.msgid_plural or english)]
            assert holes(text) in allowed, text
            assert '"' not in text, f"{text}: it may stand in an attribute"


@catalogs("en_GB", *WHOLE)
def test_the_compiled_catalog_is_that_of_the_source(language, domain):
    compiled = LOCALE / language / "LC_MESSAGES" / f"{domain}.mo"
    assert compiled.read_bytes() == catalog(language, domain).to_binary()


def keys(texts):
    """Give what a catalog has texts for."""
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in texts if entry.msgid}


def test_the_catalogs_have_the_texts_of_the_sources(tmp_path):
    if shutil.which("xgettext") is None or shutil.which("msgmerge") is None:
        pytest.skip("GNU gettext is not installed")
    for part in ("colorclues", "game_engine", "templates", "static", ".ci"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(settings.BASE_DIR / part, tmp_path / part, ignore=ignore)
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    environment = {**os.environ, "VAR_DIR": str(tmp_path / "var")}
    command = [sys.executable, ".ci/messages"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=120)
    for language in WHOLE:
        for domain in ("django", "djangojs"):
            path = tmp_path / "colorclues" / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
            assert keys(polib.pofile(str(path))) == keys(catalog(language, domain)), "make messages"


SAID = re.compile(r"""\bn?gettext\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(.))""")


def test_every_text_of_the_scripts_is_found():
    # Whoever writes gettext(`...`) or gettext(word) gets English for ever.
    known = {entry.msgid for entry in catalog("es", "djangojs")}
    found = set()
    for script in (settings.BASE_DIR / "static" / "js").rglob("*.js"):
        for double, single, other in SAID.findall(script.read_text(encoding="utf-8")):
            assert not other, f"{script.name}: gettext({other}"
            found.add(double or single)
    assert found <= known
    assert len(found) > 50


AMERICAN = re.compile(r"(?<!%\()(?<!<)\b\w*(color(?!\w*Clues)|gray|neighbor)\w*", re.IGNORECASE)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_british_english_has_what_is_spelled_in_another_way(domain):
    british, all_texts = catalog("en_GB", domain), catalog("es", domain)
    assert keys(british) <= keys(all_texts)
    american = {
        key for key in keys(all_texts) if AMERICAN.search(key[1].replace("Color Clues", ""))
    }
    assert keys(british) == american
    for entry in british:
        assert entry.msgstr != entry.msgid
        assert not AMERICAN.search(entry.msgstr.replace("Color Clues", "")), entry.msgstr


@pytest.mark.parametrize("language", ["en", "en-gb", *WHOLE])
def test_the_colors_have_short_names(language):
    with translation.override(language):
        for color in COLORS.values():
            assert 0 < len(color.label) <= 26
            assert "," not in color.label  # board.js reads the name after the comma.


@pytest.mark.parametrize("language", WHOLE)
def test_two_colors_do_not_become_one_by_translation(language):
    english = {color.name for color in COLORS.values()}
    with translation.override(language):
        assert len({color.label for color in COLORS.values()}) == len(english)


def test_the_bots_go_by_the_english_names():
    with translation.override("es"):
        assert (COLORS["A1"].name, COLORS["A1"].label) == ("light gray", "gris claro")
    with translation.override("en-gb"):
        assert COLORS["A1"].label == "light grey"


def test_every_refusal_has_a_sentence_in_every_language():
    assert {refusal.value for refusal in Refusal} <= set(SENTENCES)
    for language in WHOLE:
        with translation.override(language):
            said = {code: str(sentence) for code, sentence in SENTENCES.items()}
        for code, text in said.items():
            assert english_words(re.sub(r"\{\w+\}", "", text), language) == set(), code


def test_every_choice_has_words():
    choices = Room._meta.get_field("admission").choices
    assert [value for value, _ in ADMISSIONS] == [value for value, _ in choices]
    assert set(PRESET_NAMES) == set(RULES_TITLES) == set(PRESETS)
    assert {value for value, _ in LANGUAGES} == JUDGED


@database
def test_every_deed_in_a_rooms_log_has_words():
    room, _ = table_of(6)
    code, host, *others = room.code, *(player.pk for player in Player.objects.order_by("seat"))
    host_controls.remove(code, host, others[0])
    host_controls.ban(code, host, others[1])
    host_controls.rename(code, host, others[2], "Zoé")
    for deed in (host_controls.pause, host_controls.resume, host_controls.lock):
        deed(code, host)
    host_controls.lock(code, host, shut=False)
    host_controls.admit_by(code, host, "host", listed=False)
    for guest, admit in (("x", True), ("y", False)):
        admission.enter(code, guest, name=f"Ona {guest}")
        admission.answer(code, host, JoinRequest.objects.latest("pk").pk, admit=admit)
    house_rules.take_preset(code, host, "party")
    host_controls.share(code, host, among_all=False)
    host_controls.share(code, host)
    host_controls.make_host(code, host, others[3])
    host_controls.end(code, others[3])
    done = set(RoomEntry.objects.values_list("deed", flat=True))
    assert done | set(JoinRequest.Status.values) - {"admitted", "denied"} == set(DEEDS)


# What people see -------------------------------------------------------------------------------

ENGLISH = re.compile(
    r"\b(a|the|and|of|for|with|your|you|is|it|to|this|that|table|tables|join|clue|clues|round|square"
    r"|piece|player|players|watch|rules|code|share|invite|start|save|game|seat|leave|name|host|pick"
    r"|word|words|board|touch|left|right|send|close|next|keys|waiting|nothing|here|page|language"
    r"|change|light|dark|green|blue|purple|pink|gray|brown|yellow|off|none|yes)\b",
    re.IGNORECASE,
)
OWN_WORDS = {"a": {"es", "pt"}}
"""Those of them that are words of other languages too."""


class Said(HTMLParser):
    """Collects what a page says: its text, and what is read aloud instead of a picture."""

    def __init__(self, page):
        super().__init__()
        self.words, self.own = [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        shown = dict(attrs)
        # The name of a language is in that language.
        self.own += tag in {"select"} and shown.get("id") == "language"
        named = ("aria-label", "alt", "title", "placeholder", "hx-confirm")
        self.words += [shown[name] for name in named if shown.get(name)]
        if shown.get("name") == "description":
            self.words.append(shown["content"])

    def handle_endtag(self, tag):
        self.own -= tag == "select" and self.own > 0

    def handle_data(self, data):
        if not self.own:
            self.words.append(data)


def english_words(text, language):
    """Give the English words in a text that is not meant to be English."""
    found = {word.lower() for word in ENGLISH.findall(text)}
    return {word for word in found if language not in OWN_WORDS.get(word, set())}


def english_in(page, language):
    """Give the English words that somebody with this language would see on a page."""
    said = " ".join(Said(page).words)
    for title in ("Color Clues", "Hues and Cues", "Home, End", "Page Up, Page Down", "English"):
        said = said.replace(title, "")
    return english_words(said, language)


def visitor(language, secret=None):
    """Give a browser that asks for pages in a language."""
    pages = Pages(headers={"accept-language": f"{language}-XX,{language};q=0.9,en;q=0.5"})
    if secret is not None:
        name, value = cookie_of(secret).split("=", 1)
        pages.cookies[name] = value
    return pages


def table_abroad():
    """Make a table where neither its name nor its people are English."""
    room, known = table_of(3)
    Room.objects.update(name="Luna")
    for player in Player.objects.all():
        Player.objects.filter(pk=player.pk).update(name=f"Zoé {player.seat}")
    room.refresh_from_db()
    return room, known


@database
@pytest.mark.parametrize("language", WHOLE)
def test_no_page_says_anything_in_english(language):
    room, known = table_abroad()
    host, stranger = visitor(language, known[0]), visitor(language)
    at = f"/t/{room.code}"
    person = Player.objects.get(room=room, seat=1)
    pages = {
        "home": stranger.get("/"),
        "home, wrong": stranger.post("/new", {"player_name": "", "preset": "party"}),
        "find": stranger.get("/find", {"code": "NOPE22"}),
        "join": stranger.get(f"{at}/"),
        "join, wrong": stranger.post(f"{at}/join", {"name": "zoe 0"}, **HTMX),
        "watch": stranger.get(f"{at}/watch"),
        "tv": stranger.get(f"{at}/tv"),
        "lobby": host.get(f"{at}/"),
        "rules, wrong": host.post(f"{at}/rules", {"field": "laps", "laps": "9"}, **HTMX),
        "start, refused": visitor(language, known[1]).post(f"{at}/start", **HTMX),
        "person": host.get(f"{at}/menu/{person.pk}"),
        "move": host.post(f"{at}/move"),
        "error": stranger.get("/t/NOPE22/"),
        "take": stranger.get("/take/x"),
        "taken": stranger.post("/take/x"),
    }
    host.post(f"{at}/power", {"deed": "pause"}, **HTMX)
    host.post(f"{at}/power", {"deed": "admission", "admission": "host"}, **HTMX)
    host.post(f"{at}/power", {"deed": "rename", "player": person.pk, "name": "Zoé"}, **HTMX)
    pages["menu"] = host.get(f"{at}/menu")
    stranger.post(f"{at}/join", {"name": "Ona"})
    pages["waiting"] = stranger.get(f"{at}/")
    pages["requests"] = host.get(f"{at}/requests")
    host.post(f"{at}/start", **HTMX)
    pages["play"] = host.get(f"{at}/")
    for name, answer in pages.items():
        page = answer.content.decode()
        assert english_in(page, language) == set(), name
        if "<html" in page:
            assert f'<html lang="{language}"' in page, name


@database
def test_the_check_for_english_would_find_it():
    room, known = table_of(3)
    page = visitor("en", known[0]).get(f"/t/{room.code}/").content.decode()
    assert {"the", "rules", "light", "leave", "touch"} <= english_in(page, "en")


def test_a_page_for_a_mistake_of_ours_is_in_the_readers_language(rf):
    with translation.override("es"):
        page = server_error(rf.get("/")).content.decode()
    assert "Algo salió mal" in page
    assert '<html lang="es">' in page


@database
@pytest.mark.parametrize(
    ("accepted", "lang", "text"),
    [
        ("", "en", "Find the color."),
        ("de", "en", "Find the color."),
        ("en-US,en", "en", "Find the color."),
        ("en-GB,en", "en-gb", "Find the colour."),
        ("es-MX,es;q=0.8", "es", "Encuentra el color."),
        ("pt-BR", "pt", "Encontre a cor."),
        ("pt-PT", "pt", "Encontre a cor."),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(accepted, lang, text):
    page = Pages(headers={"accept-language": accepted}).get("/").content.decode()
    assert text in page
    assert f'<html lang="{lang}"' in page


@database
def test_the_language_can_be_changed_on_the_start_page_and_in_the_lobby():
    room, known = table_of(3)
    for pages, page in ((visitor("en"), "/"), (visitor("en", known[0]), f"/t/{room.code}/")):
        body = pages.get(page).content.decode()
        action = re.search(r'method="post" action="(/i18n[^"]*)"', body)[1]
        back = re.search(r'name="next" value="([^"]*)"', body)[1]
        answer = pages.post(action, {"language": "pt", "next": back})
        assert answer.url == back == page
        assert int(answer.cookies["django_language"]["max-age"]) > 300 * 24 * 3600
        body = pages.get(page).content.decode()
        assert '<html lang="pt"' in body
        assert re.search(r'value="pt"\s+lang="pt"\s+selected', body)


@database
def test_the_scripts_have_their_words_in_the_same_language():
    assert '"Your turn": "Es tu turno"' in visitor("es").get("/words.js").content.decode()
    assert "Es tu turno" not in visitor("en").get("/words.js").content.decode()


@database
def test_a_browser_keeps_the_scripts_words_until_they_or_its_language_change():
    pages = visitor("es")
    asked = re.search(r'src="(/words\.js\?[^"]+)"', pages.get("/").content.decode())[1]
    assert pages.get(asked)["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cache-Control" not in visitor("pt").get(asked)
    for other in ("/words.js", "/words.js?of-another-version"):
        assert "Cache-Control" not in pages.get(other)
        assert pages.get(other).content == pages.get(asked).content


# The clues -------------------------------------------------------------------------------------


@database
@pytest.mark.parametrize(("reader", "clues"), [("en", "en"), ("en-gb", "en"), ("pt", "pt")])
def test_a_new_tables_clues_are_in_its_makers_language(reader, clues):
    form = {"player_name": "Zoé", "preset": "party"}
    Pages(headers={"accept-language": reader}).post("/new", form)
    room = Room.objects.get()
    assert room.rules["language"] == clues
    assert room.preset == "party"
    assert (room.name == "Mesa de Zoé") == (reader == "pt")


@database
def test_the_host_chooses_the_language_of_the_clues_and_the_preset_stays():
    room, known = table_of(3)
    host = visitor("en", known[0])
    host.post(f"/t/{room.code}/rules", {"field": "language", "language": "es"}, **HTMX)
    room.refresh_from_db()
    assert (room.rules["language"], room.preset) == ("es", "official")
    page = host.post(f"/t/{room.code}/rules", {"preset": "party"}, **HTMX).content.decode()
    assert re.search(r'value="es"\s+selected', page)
    room.refresh_from_db()
    assert (room.rules["language"], room.preset) == ("es", "party")


def test_a_preset_is_known_in_every_language():
    party = replace(PRESETS["party"], language="pt")
    assert is_preset("party", party)
    assert not is_preset("party", replace(party, laps=2))
    assert not is_preset("nothing of the kind", party)


@database
async def test_the_referee_judges_by_the_tables_language_and_speaks_the_readers(clients, now):
    room, known = await now(table_of, 3)
    room.rules["language"] = "es"
    await now(room.save)
    game = await now(start_game, room.code, room.host_id)
    seats = [await clients(room, secret) for secret in known]
    for client in seats:
        await client.until_version(0, game.pk)
    giver = seats[0].view["table"]["giver"]
    await seats[giver].act(type="choose_target", square=seats[giver].view["you"]["card"][0])

    def said(language, text):
        pages = visitor(language, known[giver])
        return pages.post(f"/t/{room.code}/referee", {"text": text}).content.decode()

    assert "No se permiten nombres de colores." in await now(said, "es", "amarillento")
    assert "Nomes de cores não são permitidos." in await now(said, "pt", "amarillento")
    assert "0 de 1 palabra" in await now(said, "es", "")
    assert "The referee is content." in await now(said, "en", "velvet")


# The socket ------------------------------------------------------------------------------------


def scope(cookies=None, accepted=""):
    """Make what language_of looks at."""
    return {"cookies": cookies or {}, "headers": [(b"accept-language", accepted.encode())]}


@pytest.mark.parametrize(
    ("cookies", "accepted", "language"),
    [
        ({}, "", "en"),
        ({}, "es-AR,es;q=0.9", "es"),
        ({}, "en-GB", "en-gb"),
        ({"django_language": "pt"}, "es", "pt"),
        ({"django_language": "klingon"}, "es", "es"),
        ({"django_language": "../../x"}, "\xff\x00, ;;", "en"),
    ],
)
def test_a_socket_has_the_language_that_its_page_has(cookies, accepted, language):
    assert language_of(scope(cookies, accepted)) == language


def test_a_socket_without_headers_has_the_language_of_the_source():
    assert language_of({}) == "en"


@pytest.fixture
async def three_tongues(now):
    """One table with three open sockets: in Spanish and Portuguese, and in English by default."""
    room, known = await now(table_of, 3)
    opened = [Client(room.code, secret) for secret in known]
    opened[0].socket.scope["headers"].append((b"accept-language", b"es-CL"))
    headers = opened[1].socket.scope["headers"]
    cookie = dict(headers)[b"cookie"] + b"; django_language=pt"
    headers[:] = [(b"cookie", cookie) if name == b"cookie" else (name, v) for name, v in headers]
    for client in opened:
        await client.connect()
    yield room, opened
    for client in opened:
        await client.leave()


@database
async def test_a_refusal_is_in_the_language_of_its_reader(three_tongues):
    _, opened = three_tongues
    said = [(await each.act(type="place_guess", square="A1"))["reason"] for each in opened]
    assert said == [
        "La partida aún no ha empezado.",
        "A partida ainda não começou.",
        "The game has not started yet.",
    ]
    said = [(await each.act(type="nonsense"))["reason"] for each in opened]
    assert said[:2] == ["Ese mensaje no se entendió.", "Essa mensagem não foi entendida."]


@database
async def test_what_is_refused_in_the_database_thread_is_too(three_tongues):
    _, opened = three_tongues
    for message in ({"type": "react", "emoji": "x"}, {"type": "chat", "text": "x" * 400}):
        for each in opened:
            await each.send(**message)
        said = [(await each.until_type("refusal"))["reason"] for each in opened]
        assert len(set(said)) == 3
        english = [english_words(*each) for each in zip(said, ("es", "pt", "en"), strict=True)]
        assert [bool(words) for words in english] == [False, False, True]


@database
async def test_the_language_of_one_socket_does_not_leak_to_the_next(three_tongues, now):
    _, opened = three_tongues
    await opened[0].act(type="place_guess", square="A1")
    assert await now(translation.get_language) == "en"
    assert translation.get_language() == "en"


def test_a_bad_name_is_explained_in_the_readers_language():
    with translation.override("pt"), pytest.raises(names.BadName, match="Escreva um nome"):
        names.clean("")


def test_the_words_of_a_catalog_are_json_that_browsers_read():
    script = Pages(headers={"accept-language": "pt"}).get("/words.js").content.decode()
    words = json.loads(re.search(r"newcatalog = (\{.*?\});\n", script, re.DOTALL)[1])
    assert words["%(names)s wins"] == ["%(names)s venceu", "%(names)s venceram"]


def test_the_scripts_are_sent_no_formats_that_none_of_them_asks_for():
    assert "INPUT_FORMATS" not in visitor("es").get("/words.js").content.decode()
    for script in (settings.BASE_DIR / "static" / "js").rglob("*.js"):
        assert "get_format" not in script.read_text("utf-8"), script
