"""The table as a socket tells of it, for a bot that plays from elsewhere: view in, message out."""

from collections.abc import Mapping
from typing import Any, assert_never

from game_engine import (
    ChallengeClue,
    ChooseTarget,
    Command,
    GameView,
    GiveClue,
    Mode,
    Pass,
    Phase,
    PlaceGuess,
    RedrawCard,
    SkipClue,
    Square,
    StartRound,
    VoteOnClue,
)
from game_engine.scoring import Grade
from game_engine.view import ChallengeView, PastRound, PieceView, TableView, YouView


def view_of(table: Mapping[str, Any], you: Mapping[str, Any]) -> GameView | None:
    """Return what a `turn_update` shows, all parts of its table included; None without a game.

    Two things are not told: why somebody won, and which clues were withdrawn in earlier rounds.
    """
    if table["phase"] == "lobby":
        return None
    scores, challenge, grade = tuple(table["scores"]), table["challenge"], table.get("grade")
    seen = TableView(
        phase=Phase(table["phase"]),
        round=table["round"],
        rounds=table["rounds"],
        giver=table["giver"],
        clue=table["clue"],
        clues=tuple(table["clues"]),
        withdrawn=tuple(table["withdrawn"]),
        to_act=tuple(table["to_act"]),
        placed=tuple(table["placed"]),
        pieces=tuple(
            PieceView(one["seat"], Square.parse(one["square"]), one["clue"])
            for one in table["pieces"]
        ),
        scores=scores,
        mode=Mode(table.get("mode", "each")),
        sides=tuple(table.get("sides", range(len(scores)))),
        side_scores=tuple(table.get("side_scores", scores)),
        possible=table.get("possible"),
        grade=Grade(grade) if grade else None,
        challenge=ChallengeView(challenge["seat"], tuple(challenge["voted"]))
        if challenge
        else None,
        challenged=tuple(table["challenged"]),
        target=_square(table["target"]),
        points=tuple(table["points"]) if table["points"] is not None else None,
        winners=tuple(table["winners"]),
        tie_break=None,
        seals=tuple(table.get("seals", ())),
        salt=table.get("salt"),
        card=tuple(Square.parse(name) for name in table.get("card", ())),
        history=tuple(_past(one) for one in table["history"]),
    )
    own = YouView(
        seat=you["seat"],
        may=tuple(you["may"]),
        card=tuple(Square.parse(name) for name in you["card"]),
        target=_square(you["target"]),
        piece=_square(you["piece"]),
    )
    return GameView(seen, own)


def message_of(command: Command) -> dict[str, Any] | None:
    """Return the message that asks for a command; None for what the table does by itself."""
    match command:
        case ChooseTarget(square=square):
            return {"type": "choose_target", "square": square.name}
        case RedrawCard():
            return {"type": "redraw_card"}
        case GiveClue(text=text):
            return {"type": "give_clue", "text": text}
        case SkipClue():
            return {"type": "skip_clue"}
        case PlaceGuess(square=square):
            return {"type": "place_guess", "square": square.name}
        case ChallengeClue():
            return {"type": "challenge_clue"}
        case VoteOnClue(uphold=uphold):
            return {"type": "vote", "uphold": uphold}
        case StartRound() | Pass():
            return None
        case _:
            assert_never(command)


def _past(one: Mapping[str, Any]) -> PastRound:
    return PastRound(
        number=one["number"],
        giver=one["giver"],
        clues=tuple(one["clues"]),
        withdrawn=(),
        target=_square(one["target"]),
        points=tuple(one["points"]),
    )


def _square(name: str | None) -> Square | None:
    return None if name is None else Square.parse(name)
