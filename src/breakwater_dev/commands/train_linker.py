"""`./breakwater train-linker --out DIR`: teach the linking again, on invented cities alone."""

import argparse
import sys
import time
from pathlib import Path

HELP = "teach the linking of lists again, on invented cities"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "No real record is read. The folder written is what `./breakwater link --model DIR` takes."
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where the model goes")
    parser.add_argument(
        "--cities", type=int, default=72, help="invented cities (default 72; a fifth is kept for calibration)"
    )
    parser.add_argument(
        "--children", default="400,6500", metavar="FROM,TO", help="children of a city (default 400,6500)"
    )
    parser.add_argument("--rounds", type=int, default=300, help="trees of each model (default 300)")
    parser.add_argument("--seed", type=int, default=20261124, help="the same seed gives the same cities")


def run(options: argparse.Namespace) -> int:
    from datetime import date

    from breakwater.partnership.people.linking import levels, second
    from breakwater_dev.city import training

    started = time.perf_counter()

    def say(words: str) -> None:
        print(f"{time.perf_counter() - started:7.0f} s  {words}", file=sys.stderr, flush=True)

    try:
        low, high = (int(part) for part in options.children.split(","))
        card = training.train(
            options.out,
            cities=options.cities,
            children=(low, high),
            rounds=options.rounds,
            seed=options.seed,
            today=date.today(),
            say=say,
        )
    except (ValueError, OSError, levels.ModelNotTrained, second.ModelUnfit) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"Model {card['version']} is in {options.out}. On the cities kept back:")
    for name, value in card["figures"].items():
        print(f"  {name:26}{value}")
    print(f"  automatic from            {card['automatic_from']}")
    return 0
