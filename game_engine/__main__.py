"""Headless: a game between bots as readable text, many games as statistics, records."""

import argparse
import os
import statistics
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

from game_engine import (
    PRESETS,
    Command,
    Event,
    GameView,
    Setup,
    dump_record,
    load_record,
    play_game,
    replay,
)
from game_engine.bots import named_bot, place_names, random_bot
from game_engine.house_rules import MAX_SEATS, MIN_SEATS
from game_engine.transcript import tell

_SILLY = 0.2
"""How often a bot picks any legal command, so that games between bots include challenges."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code: 0, 2 for an error, 130 when interrupted."""
    options = _parse(arguments)
    try:
        if options.replay:
            setup, happened = _load(options.replay)
            _print(tell(setup, happened))
        elif options.games:
            _print(_statistics(options))
        else:
            _one_game(options)
    except BrokenPipeError:  # Whoever read us (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}")
    except ValueError as error:
        return _complain(str(error))
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m game_engine", description=__doc__)
    parser.add_argument(
        "--seats",
        type=int,
        choices=range(MIN_SEATS, MAX_SEATS + 1),
        default=4,
        metavar=f"{MIN_SEATS}-{MAX_SEATS}",
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed plays the same game")
    parser.add_argument("--rules", choices=list(PRESETS), default="official")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write the game as JSON")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--games", type=_positive, metavar="N", help="play many: statistics")
    other.add_argument("--replay", type=Path, metavar="FILE", help="print a recorded game")
    options = parser.parse_args(arguments)
    if options.record and (options.games or options.replay):
        parser.error("argument --record: only for a single new game")
    return options


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _load(path: Path) -> tuple[Setup, tuple[Event, ...]]:
    try:
        return load_record(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ValueError(f"{path}: this is not text in UTF-8") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _one_game(options: argparse.Namespace) -> None:
    setup = _deal(options, options.seed)
    happened = play_out(setup, seed=options.seed)
    if options.record:
        options.record.write_text(dump_record(setup, happened) + "\n", encoding="utf-8")
    _print(tell(setup, happened))


def _deal(options: argparse.Namespace, seed: int) -> Setup:
    return Setup.deal(options.seats, seed=seed, rules=PRESETS[options.rules])


def play_out(setup: Setup, *, seed: int) -> list[Event]:
    """Return the events of a whole game between bots, which now and then do something silly."""
    sensible = named_bot(place_names())

    def bot(view: GameView, chance: Random) -> Command:
        return (random_bot if chance.random() < _SILLY else sensible)(view, chance)

    return list(play_game(setup, [bot] * setup.seats, seed=seed)[1])


def _statistics(options: argparse.Namespace) -> Iterable[str]:
    scores: list[int] = []
    lengths: list[int] = []
    wins: Counter[int] = Counter()
    for number in _progress(options.games):
        seed = options.seed + number
        setup = _deal(options, seed)
        happened = play_out(setup, seed=seed)
        state = replay(setup, happened)
        lengths.append(len(happened))
        scores.extend(state.scores)
        wins.update(state.winners)
    spread = statistics.pstdev(scores)
    yield f"{options.games} games, {options.seats} seats, rules {options.rules}"
    yield f"events a game  {statistics.mean(lengths):.1f} ({min(lengths)} to {max(lengths)})"
    yield f"points a seat  {statistics.mean(scores):.2f} (deviation {spread:.2f})"
    yield f"wins by seat   {' '.join(str(wins[seat]) for seat in range(options.seats))}"


def _progress(games: int) -> Iterable[int]:
    """Return the numbers of the games, with a progress bar on a terminal (tqdm's, if installed)."""
    if not sys.stderr.isatty():
        return range(games)
    try:
        from tqdm import tqdm  # noqa: PLC0415  (the engine needs nothing but Python)
    except ImportError:
        return _plain_progress(games)
    return tqdm(range(games), unit="game", file=sys.stderr)


def _plain_progress(games: int) -> Iterable[int]:
    for number in range(games):
        bar = "#" * (number * 20 // games)
        print(f"\r[{bar:20}] {number}/{games}", end="", file=sys.stderr, flush=True)
        yield number
    print(f"\r[{'#' * 20}] {games}/{games}", file=sys.stderr)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def _complain(reason: str) -> int:
    print(f"game_engine: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
