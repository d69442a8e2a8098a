"""A finished game's own pages: for whoever has the link, from the end on, and without secrets."""

import gzip
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from itertools import count

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client as Browser
from django.urls import get_resolver
from django.utils import timezone
from PIL import Image

from colorclues.album import finished_game
from colorclues.games.commit import commit
from colorclues.games.entries import Conflict, Entry
from colorclues.games.snapshot import read_room
from colorclues.games.start import start_game
from colorclues.games.store import GameStore
from colorclues.models import Game, Player, new_slug
from colorclues.rooms import host_controls
from colorclues.rooms.rules_form import RulesForm
from game_engine import PRESETS, Event, Pass, Phase, Rules, Setup, StartRound, summarize
from game_engine.events import ClueVoted, TargetChosen
from game_engine.record import event_to_dict, setup_to_dict
from game_engine.transcript import tell
from game_engine.view import table_view
from tests.engine.table import Table
from tests.engine.test_random_play import play_out
from tests.server.factories import PlayerFactory, RoomFactory, cookie_of, table_of
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)

numbers = count(7_000_001)
PAGES = {
    "album": "/g/{}/",
    "picture": "/g/{}/picture.png",
    "record": "/g/{}/record.json",
    "replay": "/g/{}/replay",
    "steps": "/g/{}/replay.json",
}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def played(seats=4, *, preset="official", seed=1, names=None):
    """Make a room and a game that bots have played; gives (game, its events, secret of seat 0).

    The keys of all rows are numbers that can be told from others.
    """
    room = RoomFactory(id=next(numbers))
    names = names or [f"Player {seat}" for seat in range(seats)]
    secret = "ab" * 16
    there = [
        PlayerFactory(id=next(numbers), room=room, seat=0, name=names[0], secret=secret),
        *(
            PlayerFactory(id=next(numbers), room=room, seat=seat, name=names[seat])
            for seat in range(1, seats)
        ),
    ]
    room.host = there[0]
    room.save()
    setup = Setup.deal(seats, seed=seed, rules=PRESETS[preset])
    cast = [{"player": one.pk, "name": one.name, "symbol": one.symbol} for one in there]
    game = Game.objects.create(id=next(numbers), room=room, setup=setup_to_dict(setup), cast=cast)
    return game, play_out(setup, seed)[1], secret


def write(game, events, first=1):
    """Write events as the server does; gives what came of it."""
    rows = [event_to_dict(event) for event in events]
    (answer,) = commit([Entry(game.pk, first, rows, timezone.now())])
    game.refresh_from_db()
    return answer


def finished(seats=4, **options):
    """Make a game that is over; gives (game, its events, secret of seat 0)."""
    game, events, secret = played(seats, **options)
    assert write(game, events) is None
    return game, events, secret


def browser(secret=None):
    client = Browser()
    if secret is not None:
        name, value = cookie_of(secret).split("=", 1)
        client.cookies[name] = value
    return client


def text_of(answer):
    return answer.content.decode()


def test_no_address_of_a_game_works_before_its_end():
    game, events, secret = played()
    write(game, events[:-1])
    assert game.slug is None
    for slug in ("None", "null", str(game.pk), game.room.code, new_slug()):
        for page in PAGES.values():
            assert browser(secret).get(page.format(slug)).status_code == 404


def test_a_slug_opens_nothing_while_the_game_is_not_over():
    game, events, _ = played()
    write(game, events[:-1])
    Game.objects.filter(pk=game.pk).update(slug="abcdefgh")
    for page in PAGES.values():
        assert browser().get(page.format("abcdefgh")).status_code == 404


def test_the_slug_is_set_with_the_last_event_and_never_again():
    game, events, _ = played()
    write(game, events[:-1])
    assert write(game, events[-1:], len(events)) is None
    slug = game.slug
    assert re.fullmatch(r"[\w-]{16}", slug)
    assert isinstance(write(game, events[-1:], len(events)), Conflict)
    assert game.slug == slug


def test_a_game_that_broke_off_has_no_page():
    room, _ = table_of(3)
    game = start_game(room.code, room.host_id)
    host_controls.end(room.code, room.host_id)
    game.refresh_from_db()
    assert game.slug is None


def test_an_unknown_game_is_a_page_that_says_so():
    answer = browser().get("/g/nothing-like-this/")
    assert answer.status_code == 404
    assert "There is no finished game at this address" in text_of(answer)
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_deleted_room_takes_its_games_along_and_their_pictures():
    game, _, _ = finished()
    assert browser().get(PAGES["picture"].format(game.slug)).status_code == 200
    game.room.delete()
    for page in PAGES.values():
        assert browser().get(page.format(game.slug)).status_code == 404


def test_the_page_outlives_the_table():
    game, _, _ = finished()
    host_controls.end(game.room.code, game.room.host_id)
    for page in PAGES.values():
        assert browser().get(page.format(game.slug)).status_code == 200


async def pass_to_the_end(store, code, host):
    """Let the host pass for everybody until the game is over."""
    while (state := (await store.snapshot(code)).play.state).phase is not Phase.OVER:
        command = StartRound(0) if state.phase is Phase.SCORED else Pass(state.to_act[0])
        await store.submit(code, host, command)


async def test_a_process_that_did_not_write_the_end_knows_the_slug_too(now):
    room, _ = await now(table_of, 3, rules=Rules(laps=1))
    game = await now(start_game, room.code, room.host_id)
    writer, other = GameStore(), GameStore()
    assert (await other.snapshot(room.code)).play.album is None
    await pass_to_the_end(writer, room.code, room.host_id)
    await now(game.refresh_from_db)
    assert game.slug
    for store in (writer, other, GameStore()):
        assert (await store.snapshot(room.code)).play.album == game.slug


def test_who_reads_in_the_moment_in_which_a_game_ends_gets_its_slug():
    game, events, _ = played()
    write(game, events[:-1])
    ended = []

    def end_before_events_are_read(execute, sql, *rest):
        if 'FROM "colorclues_gameevent"' in sql and not ended:
            ended.append(True)
            write(game, events[-1:], len(events))
        return execute(sql, *rest)

    with connection.execute_wrapper(end_before_events_are_read):
        _, read, rows = read_room(game.room.code, game.pk, len(events) - 1)
    assert len(rows) == 1
    assert read.slug == game.slug


async def test_the_table_gets_the_slug_with_the_end_and_not_before(clients, now):
    room, known = await now(table_of, 3, rules=Rules(laps=1))
    game = await now(start_game, room.code, room.host_id)
    host = await clients(room, known[0])
    await host.until_version(0, game.pk)
    while (table := host.view["table"])["phase"] != "over":
        assert table["album"] is None
        scored = table["phase"] == "scored"
        move = {} if scored else {"seat": table["to_act"][0]}
        done = await host.act(type="next_round" if scored else "skip_turn", **move)
        await host.until_version(done["version"])
    await now(game.refresh_from_db)
    assert host.view["table"]["album"] == game.slug
    late = await clients(room)
    await late.until_type("turn_update")
    assert late.view["table"]["album"] == game.slug


# Page -> what (somebody with a seat there, a stranger) get for GET, HEAD and POST.
MATRIX = dict.fromkeys(PAGES, ((200, 200), (200, 200), (405, 405)))


def test_every_page_of_a_game_is_in_the_matrix():
    patterns = get_resolver().url_patterns
    found = {p.name: f"/{p.pattern}" for p in patterns if str(p.pattern).startswith("g/")}
    assert found == {name: page.format("<slug:slug>") for name, page in PAGES.items()}
    assert set(MATRIX) == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_everybody_who_has_the_link_may_look_and_nobody_may_send(name):
    game, _, secret = finished()
    path = PAGES[name].format(game.slug)
    for method, expected in zip(("get", "head", "post"), MATRIX[name], strict=True):
        for who, status in zip((secret, None), expected, strict=True):
            assert getattr(browser(who), method)(path).status_code == status


def test_no_page_is_listed_by_search_engines():
    game, _, _ = finished()
    for page in PAGES.values():
        assert browser().get(page.format(game.slug))["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shows_keys_of_people_or_the_code_of_the_table_to_strangers(name):
    game, _, _ = finished()
    shown = text_of_any(browser().get(PAGES[name].format(game.slug)))
    there = list(Player.objects.filter(room=game.room))
    secrets = [game.room.code, game.room.invite, str(game.pk), str(game.room.pk)]
    secrets += [str(one.pk) for one in there] + [one.guest for one in there]
    assert [secret for secret in secrets if secret in shown] == []


def text_of_any(answer):
    return answer.content.decode("latin-1")


def test_only_who_has_a_seat_at_the_open_table_may_play_again_there():
    game, _, secret = finished()
    page, room = PAGES["album"].format(game.slug), game.room
    again = f'href="/t/{room.code}/"'
    assert again in text_of(browser(secret).get(page))
    assert again not in text_of(browser().get(page))
    elsewhere, known = table_of(3)
    assert elsewhere.code not in text_of(browser(known[0]).get(page))
    Player.objects.filter(room=room, seat=0).update(seat=None)
    assert again not in text_of(browser(secret).get(page))
    Player.objects.filter(room=room, seat=None).update(seat=0)
    host_controls.end(room.code, room.host_id)
    assert again not in text_of(browser(secret).get(page))


def test_the_page_tells_winner_ranking_awards_and_rounds():
    names = ["Maya", "<b>Tom</b>", "Ana", "Ivo"]
    game, _, _ = finished(names=names)
    shown = text_of(browser().get(PAGES["album"].format(game.slug)))
    assert "<b>Tom</b>" not in shown
    summary = summarize(play_out(Setup.deal(4, seed=1), 1)[0])
    assert finished_game.headline(summary.winners, [{"name": n} for n in names]) in shown.replace(
        "&lt;b&gt;Tom&lt;/b&gt;", "<b>Tom</b>"
    )
    assert shown.count('class="place"') == 4
    assert shown.count('class="card round"') == len(summary.rounds)
    assert shown.count('class="card award"') == len(summary.awards)


def test_the_page_tells_by_which_house_rules_it_was_played():
    game, events, _ = played(preset="party")
    write(game, events)
    page = Browser().get(f"/g/{game.slug}/").content.decode()
    told = dict(re.findall(r"<span>([^<]+)</span>\s*<b>([^<]+)</b>", page.split("House rules")[1]))
    assert told == dict(RulesForm.summary(PRESETS["party"]))
    assert told != dict(RulesForm.summary(PRESETS["official"]))


@pytest.mark.parametrize(
    ("winners", "said"),
    [
        ((1,), "Tom wins"),
        ((0, 1), "Ana and Tom win together"),
        ((2, 0, 1), "Ivo, Ana and Tom win together"),
    ],
)
def test_the_headline_names_all_winners(winners, said):
    cast = [{"name": name} for name in ("Ana", "Tom", "Ivo")]
    assert re.sub("[\u2068\u2069]", "", finished_game.headline(winners, cast)) == said


@pytest.mark.parametrize(
    ("ties", "version", "said"),
    [
        ("last_giver", 2, "tied on points, and gave a clue most recently"),
        ("last_giver", 1, "tied on points, and was clue giver most recently"),
        ("shared", 2, "tied on points: the win is shared"),
    ],
)
def test_why_somebody_won_a_tie_is_said_on_the_page_and_in_the_replay(ties, version, said):
    table = Table(3, ties=ties, laps=1)
    for word in ("moss", "fern", "wolf"):
        table.whole_round(word)
    game, _, _ = played(3)
    game.setup = setup_to_dict(replace(table.setup, version=version))
    game.save()
    write(game, table.events)
    assert said in Browser().get(f"/g/{game.slug}/").content.decode()
    *_steps, last = finished_game.replay(finished_game.read(game.slug))["steps"]
    assert last["says"].endswith(f" · {said}")


def test_a_link_to_the_game_unfolds_with_its_picture():
    game, _, _ = finished(names=['"><script>x</script>', "Tom", "Ana", "Ivo"])
    shown = text_of(browser().get(PAGES["album"].format(game.slug)))
    assert "<script>x" not in shown
    found = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)"\s+content="([^"]*)"', shown)
    )
    assert found["twitter:card"] == "summary_large_image"
    assert found["og:url"] == f"http://testserver/g/{game.slug}/"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert all(found[key] for key in ("og:title", "og:description", "og:image:alt"))
    address = found["og:image"].replace("&amp;", "&")
    assert address.startswith("http://testserver/g/")
    image = Image.open(BytesIO(browser().get(address.removeprefix("http://testserver")).content))
    assert (image.format, image.size) == ("PNG", (1200, 630))


def test_the_picture_is_drawn_once_and_kept_by_whoever_gets_it(django_assert_num_queries):
    game, _, _ = finished()
    path = PAGES["picture"].format(game.slug)
    first = browser().get(path)
    assert first["Content-Type"] == "image/png"
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    with django_assert_num_queries(1):  # whether the game is still there
        assert browser().get(path).content == first.content
    assert browser().get(path, {"language": "xx"}).content == first.content
    assert "Set-Cookie" not in first.headers


def test_the_picture_is_drawn_anew_while_redis_is_away(settings):
    game, _, _ = finished()
    gone = f"redis://127.0.0.1:{free_port()}/0"
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": gone}
    settings.CACHES = {"default": redis}
    assert browser().get(PAGES["picture"].format(game.slug))["Content-Type"] == "image/png"


def test_two_who_ask_for_the_picture_at_once_get_the_same():
    game, _, _ = finished()

    def ask(_):
        try:
            return browser().get(PAGES["picture"].format(game.slug)).content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(ask, range(4)))) == 1


@pytest.mark.parametrize("preset", PRESETS)
def test_the_record_is_a_file_that_the_engine_plays_again(tmp_path, preset):
    game, events, _ = finished(preset=preset)
    answer = browser().get(PAGES["record"].format(game.slug))
    named = f'attachment; filename="color-clues-{game.ended_at:%Y-%m-%d}.json"'
    assert answer["Content-Disposition"] == named
    path = tmp_path / "game.json"
    path.write_bytes(answer.content)
    done = subprocess.run(
        [sys.executable, "-m", "game_engine", "--replay", path],
        capture_output=True,
        text=True,
        check=True,
    )
    setup = Setup.deal(4, seed=1, rules=PRESETS[preset])
    assert done.stdout.splitlines() == list(tell(setup, events))


def album_of(seats, *, preset="official", seed=1):
    """Give a game that bots have played, without a database."""
    setup = Setup.deal(seats, seed=seed, rules=PRESETS[preset])
    cast = [{"name": f"Player {seat}", "symbol": "●"} for seat in range(seats)]
    events = tuple(play_out(setup, seed)[1])
    return finished_game.Album("abc", "Ours", timezone.now(), cast, setup, events)


@pytest.mark.parametrize("preset", PRESETS)
def test_each_step_of_the_replay_is_what_all_saw_then(preset):
    game = album_of(5, preset=preset)
    told = json.loads(json.dumps(finished_game.replay(game)))
    assert len(told["steps"]) == len(game.events) + 1
    for step, state in zip(told["steps"], game.states(), strict=True):
        table = table_view(state)
        assert step["phase"] == table.phase
        assert step["clues"] == list(table.clues)
        assert step["scores"] == list(table.scores)
        assert step["target"] == (table.target.name if table.target else None)
        assert [(p["seat"], p["square"], p["clue"]) for p in step["pieces"]] == [
            (p.seat, p.square.name, p.clue) for p in table.pieces
        ]
    assert [one["first"] for one in told["rounds"]] == [
        next(n for n, s in enumerate(told["steps"]) if s["round"] == number)
        for number in range(1, len(told["rounds"]) + 1)
    ]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_step_says_no_secret_unless_one_asks_for_the_target(preset):
    game = album_of(6, preset=preset, seed=3)
    for step, event in zip(finished_game.replay(game)["steps"][1:], game.events, strict=True):
        seen = {piece["square"] for piece in step["pieces"]} | {step["target"]}
        assert set(re.findall(r"\b[A-P]\d+\b", step["says"])) <= seen
        assert " away" not in step["says"]
        if isinstance(event, TargetChosen):
            assert event.square.name in step["open"]


def test_a_step_tells_in_words_what_happened():
    table = Table(3).target("H15").clue("coffee").guess(1, "H15").guess(2, "F13").skip()
    cast = [{"name": name} for name in ("Maya", "Tom", "Ana")]
    game = finished_game.Album(
        "abc", "Ours", timezone.now(), cast, table.setup, tuple(table.events)
    )
    told = [
        finished_game._told(event, table_view(state), state, cast)
        for event, state in zip((None, *game.events), game.states(), strict=True)
    ]
    plain = [[one and re.sub("[\u2068\u2069]", "", one) for one in pair] for pair in told]
    assert plain == [
        ["Maya has the card", None],
        ["Maya picked a color", f"Maya picked {color_of('H15')}"],
        ["Maya said “coffee”", None],
        ["Tom placed H15", "Tom placed H15, exact"],
        ["Ana placed F13", "Ana placed F13, 2 away"],
        ["Maya skipped the second clue", None],
        [f"It was {color_of('H15')}: Tom +3, Maya +2, Ana +1", None],
    ]


def color_of(square):
    return finished_game.color_of(next(s for s in Table(3).setup.deck if s.name == square))


def test_every_kind_of_event_is_told():
    kinds = set()
    for preset in PRESETS:
        for seed in range(4):
            game = album_of(5, preset=preset, seed=seed)
            kinds |= {type(event) for event in game.events}
            assert all(step["says"] for step in finished_game.replay(game)["steps"])
    assert kinds == set(Event.__args__)


def test_the_replay_does_not_tell_how_somebody_voted():
    game = album_of(5, seed=2)
    votes = [n for n, event in enumerate(game.events, 1) if isinstance(event, ClueVoted)]
    told = finished_game.replay(game)["steps"]
    assert votes
    assert all(re.fullmatch(".* voted on the clue", told[n]["says"]) for n in votes)
    assert not any("open" in told[n] for n in votes)


def test_the_steps_of_a_full_game_of_six_are_small():
    game, _, _ = finished(6)
    path = PAGES["steps"].format(game.slug)
    answer = browser().get(path, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) <= 60_000
    told = finished_game.replay(finished_game.read(game.slug))
    assert json.loads(gzip.decompress(answer.content)) == json.loads(json.dumps(told))


def test_a_replay_names_its_people_by_name_and_symbol_only():
    game, _, _ = finished(3)
    told = json.loads(browser().get(PAGES["steps"].format(game.slug)).content)
    assert [set(player) for player in told["players"]] == [{"seat", "name", "symbol"}] * 3
