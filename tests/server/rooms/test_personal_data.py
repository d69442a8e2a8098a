"""What those who run a server hand out and erase: `manage.py export` and `erase`."""

import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from colorclues.album import finished_game
from colorclues.games.start import start_game
from colorclues.models import (
    ChatMessage,
    Exclusion,
    Game,
    GameEvent,
    HouseWords,
    Player,
    PuzzleTry,
    Room,
    WordsRow,
)
from colorclues.puzzle import puzzle_of
from colorclues.rooms import chat, host_controls, personal_data
from game_engine.record import load_record
from tests.server.album.test_finished_game import finished
from tests.server.factories import PlayerFactory

pytestmark = pytest.mark.django_db(transaction=True)

LEFT_OUT = {
    Room: {"id", "host", "invite", "revision"},
    Player: {"room", "guest"},
    Game: {"room", "setup"},
    GameEvent: {"id", "game", "client_id"},
    ChatMessage: {"id", "room", "client_id"},
    Exclusion: {"id", "room", "guest"},
    HouseWords: {"room", "writers"},
    WordsRow: {"id", "room", "socket"},
    PuzzleTry: {"id", "guest"},
    apps.get_model("colorclues", "JoinRequest"): {"id", "room", "guest", "client"},
    apps.get_model("colorclues", "RoomEntry"): {"id", "room"},
}
"""Keys of rows, what opens doors, and what processes and browsers know their own by."""
ELSEWHERE = {"Connection", "Puzzle", "Ticket"}
"""Open sockets, the puzzles themselves, and the hashes of links that live for ten minutes."""


@pytest.fixture
def table():
    """A finished game of Maya, Tom, Ana and Lea, who have talked, and Tom was banned."""
    game, events, _secret = finished(names=["Maya", "Tom", "Ana", "Lea"])
    room = game.room
    room.name = "Maya’s table"
    room.save()
    for player in room.players.all():
        chat.say(room.code, player.pk, f"{player.name} was here", None)
    HouseWords.objects.create(room=room, text="No mercy.", editor="Maya")
    return room, game, events


def exported(capsys, *arguments):
    call_command("export", *arguments)
    return json.loads(capsys.readouterr().out)


def test_every_field_of_every_model_is_handed_out_or_left_out_on_purpose():
    models = set(apps.get_app_config("colorclues").get_models())
    assert {m.__name__ for m in models - set(personal_data.HANDED_OUT)} == ELSEWHERE
    for model, handed_out in personal_data.HANDED_OUT.items():
        fields = {field.name for field in model._meta.concrete_fields}
        assert set(handed_out) | LEFT_OUT[model] == fields, model
        assert not set(handed_out) & LEFT_OUT[model]


def test_an_export_of_a_table_has_its_people_games_and_talk(table, capsys):
    room, game, events = table
    found = exported(capsys, room.code.lower())
    assert found["name"] == "Maya’s table"
    assert [one["name"] for one in found["players"]] == ["Maya", "Tom", "Ana", "Lea"]
    assert found["chat"][0]["text"] == "Maya was here"
    assert found["house_words"] == [{"text": "No mercy.", "editor": "Maya"}]
    assert found["games"][0]["slug"] == game.slug
    assert len(found["games"][0]["events"]) == len(events)


def test_an_export_opens_no_door_and_tells_no_secret_of_a_game_that_is_played(table, capsys):
    room, game, _ = table
    now = start_game(room.code, room.host_id)
    whole = json.dumps([exported(capsys, room.code), exported(capsys, room.code, "--person=Maya")])
    for secret in (room.invite, *(player.guest for player in room.players.all())):
        assert secret not in whole
    assert game.setup["deck"] in whole
    assert now.setup["deck"] not in whole


def test_an_export_of_a_person_has_what_is_theirs_at_all_tables_and_nothing_of_others(
    table, capsys
):
    room, game, _ = table
    maya = room.players.get(name="Maya")
    other = PlayerFactory(name="Maya B.", guest=maya.guest)
    chat.say(other.room.code, other.pk, "and there", None)
    found = exported(capsys, room.code, "--person=Maya")
    assert [one["code"] for one in found["tables"]] == [room.code, other.room.code]
    here, there = found["tables"]
    assert [one["text"] for one in here["chat"]] == ["Maya was here"]
    assert [one["text"] for one in there["chat"]] == ["and there"]
    assert {one["data"]["seat"] for one in here["games"][0]["events"]} == {0}
    assert "Tom" not in json.dumps(found)
    assert game.slug not in json.dumps(found)  # which would lead to all the others


def test_nobody_of_that_name_is_an_error(table):
    room, *_ = table
    for command in ("export", "erase"):
        with pytest.raises(CommandError, match="Nobody at"):
            call_command(command, room.code, "--person=Zoe")
        with pytest.raises(CommandError, match="no table"):
            call_command(command, "ZZZZZZ")


def test_nothing_is_erased_before_yes_is_said(table, capsys):
    room, *_ = table
    call_command("erase", room.code, "--person=Maya")
    call_command("erase", room.code)
    assert capsys.readouterr().out.count("would erase") == 2
    assert room.players.count() == 4


def test_an_erased_table_leaves_nothing(table):
    room, *_ = table
    call_command("erase", room.code, "--yes")
    for model in personal_data.HANDED_OUT:
        if model is not PuzzleTry:
            assert not model.objects.exists(), model


def test_an_erased_person_is_nowhere_and_the_others_games_play_on(table):
    room, game, events = table
    maya = room.players.get(name="Maya")
    PuzzleTry.objects.create(puzzle=puzzle_of(timezone.now().date()), guest=maya.guest, first="A1")
    host_controls.rename(room.code, maya.pk, room.players.get(name="Tom").pk, "Tim")
    call_command("erase", room.code, "--person=Maya", "--yes")
    room.refresh_from_db()
    kept = json.dumps(personal_data.of_room(room), default=str, ensure_ascii=False)
    assert "Maya" not in kept
    assert "Tim was here" not in kept
    assert "Tom was here" in kept
    assert room.name == "NN’s table"
    assert room.host.name == "Tim"
    assert not Player.objects.filter(guest=maya.guest).exists()
    assert not PuzzleTry.objects.exists()
    album = finished_game.read(game.slug)
    assert [one["name"] for one in album.cast] == ["NN", "Tom", "Ana", "Lea"]
    assert list(load_record(album.record())[1]) == list(events)
    assert len(finished_game.replay(album)["steps"]) == len(events) + 1


def test_who_has_left_is_erased_by_the_name_that_they_had(table):
    room, game, _ = table
    room.players.get(name="Lea").delete()
    call_command("erase", room.code, "--person=Lea", "--yes")
    assert not room.messages.filter(name="Lea").exists()
    game.refresh_from_db()
    assert "Lea" not in json.dumps(game.cast)


def test_a_ban_outlives_the_name_of_who_was_banned(table):
    room, *_ = table
    tom = room.players.get(name="Tom")
    host_controls.ban(room.code, room.host_id, tom.pk)
    call_command("erase", room.code, "--person=Tom", "--yes")
    ban = room.exclusions.get()
    assert (ban.name, ban.guest, ban.banned) == ("NN", tom.guest, True)
