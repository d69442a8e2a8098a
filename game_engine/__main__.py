"""Headless: a game between bots as readable text, many games as statistics, records."""

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from game_engine import (
    PRESETS,
    Event,
    GameState,
    Phase,
    Rules,
    Setup,
    evolve,
    opening,
    play,
    view_for,
)
from game_engine.bots import random_bot
from game_engine.record import dump_record, event_to_dict, load_record
from game_engine.view import GameView

Print = Callable[[str], None]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit code."""
    options = parser().parse_args(arguments)
    try:
        if options.replay:
            tell(*load_record(options.replay.read_text(encoding="utf-8")), print)
        elif options.games != 1:
            print_statistics(options)
        else:
            setup = Setup.deal(options.seats, seed=options.seed, rules=PRESETS[options.rules])
            happened = bots_play(setup, Random(options.seed))
            tell(setup, happened, print)
            if options.record:
                options.record.write_text(dump_record(setup, happened), encoding="utf-8")
    except BrokenPipeError:  # Whoever read us (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, OSError) as error:
        print(f"game_engine: {error}", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    made = argparse.ArgumentParser(prog="python -m game_engine", description=__doc__)
    made.add_argument("--seats", type=int, default=4, help="3 to 10")
    made.add_argument("--seed", type=int, default=0, help="the same seed plays the same game")
    made.add_argument("--rules", choices=sorted(PRESETS), default="official")
    made.add_argument("--games", type=int, default=1, help="play many, print statistics")
    made.add_argument("--record", type=Path, metavar="FILE", help="write the game as JSON")
    made.add_argument("--replay", type=Path, metavar="FILE", help="print a game from its record")
    return made


def bots_play(setup: Setup, chance: Random) -> list[Event]:
    """Let bots play a whole game."""
    state = opening(setup)
    happened: list[Event] = []
    while state.phase is not Phase.OVER:
        seat = state.to_act[0]
        state, events = play(state, random_bot(view_for(state, seat), chance))
        happened.extend(events)
    return happened


def tell(setup: Setup, happened: Iterable[Event], out: Print) -> None:
    """Print a game step by step, with three views of each clue's board."""
    state = opening(setup)
    out(f"{setup.seats} seats, {setup.rounds} rounds, seat {setup.first_giver} is giver first")
    _tell_rules(setup.rules, out)
    _tell_round(state, out)
    for number, event in enumerate(happened, 1):
        state = evolve(state, event)
        out(f"{number:4}  {_sentence(event)}")
        name = event_to_dict(event)["type"]
        if name == "round_started":
            _tell_round(state, out)
        elif name == "clue_given":
            _tell_views(state, out)
        elif name == "round_scored":
            target = state.round.target
            out(
                f"      the target was {target.name if target else 'never chosen'};"
                f" scores {_row(state.scores)}"
            )


def print_statistics(options: argparse.Namespace) -> None:
    """Play many games, with a progress bar, and print what came of them."""
    if options.games < 1:
        raise ValueError("--games must be 1 or more")
    scores: list[int] = []
    wins = [0] * options.seats
    lengths: list[int] = []
    for number in _progress(range(options.games)):
        seed = options.seed + number
        setup = Setup.deal(options.seats, seed=seed, rules=PRESETS[options.rules])
        happened = bots_play(setup, Random(seed))
        state = opening(setup)
        for event in happened:
            state = evolve(state, event)
        lengths.append(len(happened))
        scores.extend(state.scores)
        for seat in state.winners:
            wins[seat] += 1
    spread = statistics.pstdev(scores)
    print(f"{options.games} games, {options.seats} seats, rules {options.rules}")
    print(f"events a game  {statistics.mean(lengths):.1f} ({min(lengths)} to {max(lengths)})")
    print(f"points a seat  {statistics.mean(scores):.2f} (deviation {spread:.2f})")
    print(f"wins by seat   {_row(wins)}")


def _progress(numbers: range) -> Iterable[int]:
    """Show how far we are: with tqdm where it is installed, plainly where it is not."""
    try:
        from tqdm import tqdm  # noqa: PLC0415  (the engine needs nothing but Python)
    except ImportError:
        return _plain_progress(numbers)
    bar: Iterable[int] = tqdm(numbers, unit="game", file=sys.stderr, disable=None)
    return bar


def _plain_progress(numbers: range) -> Iterable[int]:
    for number in numbers:
        yield number
        done = (number + 1) * 20 // len(numbers)
        print(f"\r[{'#' * done:20}] {number + 1}/{len(numbers)}", end="", file=sys.stderr)
    print(file=sys.stderr)


def _tell_rules(rules: Rules, out: Print) -> None:
    out(f"guesses {rules.guess_order}, second clue {rules.second_clue}, scoring {rules.scoring}")


def _tell_round(state: GameState, out: Print) -> None:
    out(f"\nRound {state.round.number} of {state.rounds_total}: seat {state.giver} is giver")
    out(f"      card {_row(square.name for square in state.card)}")


def _tell_views(state: GameState, out: Print) -> None:
    guesser = (state.giver + 1) % state.seats
    out(f"      giver sees     {_seen(view_for(state, state.giver))}")
    out(f"      seat {guesser} sees    {_seen(view_for(state, guesser))}")
    out(f"      spectator sees {_seen(view_for(state, None))}")


def _seen(view: GameView) -> str:
    you, table = view.you, view.table
    pieces = _row(f"{p.seat}:{p.square.name}" for p in table.pieces) or "none"
    secret = f", card {_row(s.name for s in you.card)}, target {you.target}" if you.target else ""
    may = f", may {_row(you.may)}" if you.may else ""
    return f"clues {_row(table.clues)}, pieces {pieces}{secret}{may}"


def _sentence(event: Event) -> str:
    fields = event_to_dict(event)
    name = fields.pop("type").replace("_", " ")
    seat = fields.pop("seat", None)
    who = "" if seat is None else f"seat {seat}: "
    rest = " ".join(
        _row(v) if isinstance(v, tuple) else str(v).lower() if isinstance(v, bool) else str(v)
        for v in fields.values()
    )
    return f"{who}{name} {rest}".rstrip()


def _row(items: Iterable[object]) -> str:
    return " ".join(str(item) for item in items)


if __name__ == "__main__":
    sys.exit(main())
