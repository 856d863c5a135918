"""`./breakwater mutants`: one small fault at a time in rules, clocks and identity, or in the wall, and whether a test sees it.

The places where a fault can be made are drawn with a seed, so that a figure can be had again. What each test reaches is noted
once; a fault is tried on those that reach it, the cheapest first, until one fails. docs/mutants.md says what came of it.
"""

import argparse
import os
import time
from collections import Counter
from pathlib import Path

from breakwater.delivery.cli import CHECKOUT

HELP = "make one small fault at a time in rules, clocks, identity or the wall; say which no test sees (an hour or two)"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--number", type=int, default=400, help="how many to draw (default 400)")
    parser.add_argument("--seed", type=int, default=15, help="of the draw (default 15)")
    parser.add_argument("--wall", action="store_true", help="loosen each policy and predicate of the wall once instead")
    parser.add_argument("--only", default="", metavar="TEXT", help="those that have TEXT in their line of the answer")
    parser.add_argument("--minutes", type=float, default=600, help="stop after so many, and say how far it came")
    parser.add_argument("--noting", type=float, default=120, help="minutes to note what the tests reach (it is kept)")
    parser.add_argument("--cap", type=float, default=60, help="seconds of tests for one fault (default 60)")
    parser.add_argument("paths", nargs="*", help="the tests beneath these alone")


def run(options: argparse.Namespace) -> int:
    from breakwater_dev.mutants import code, trying
    from breakwater_dev.mutants.reach import Reach

    os.nice(10)
    os.chdir(CHECKOUT)
    data = options.data or os.environ.get("BREAKWATER_TEST_DATA", "var/test")
    os.environ["BREAKWATER_TEST_DATA"] = str(Path(data).resolve())
    began = time.monotonic()
    until = began + options.minutes * 60
    reach = Reach(Path(data), code.watched())
    mutants, places = code.drawn(options.number, options.seed)
    chosen = [mutant for mutant in mutants if options.only in str(mutant)]

    def tried(trials: trying.Trials) -> dict:
        trials.note(time.monotonic() + options.noting * 60)
        if options.wall:
            from breakwater_dev.mutants import wall

            faults = [each for each in wall.loosened() if options.only in str(each)]
        else:
            faults = [mutant for mutant in chosen if mutant.in_function]
            code.loaded()  # once, for all that are forked from here
        return trials.each(faults, options.cap, until)

    came = trying.with_tests(options.paths, reach, tried)
    if came is None:
        print("The tests could not be collected: ./breakwater test --collect-only says why.")
        return 1
    if not options.wall:
        reach.load()
        later = [mutant for mutant in chosen if came.get(mutant, (trying.LATER,))[0] == trying.LATER]
        came |= trying.each_at_import(later, reach, options.cap, until)
    verdicts = Counter(verdict for verdict, _ in came.values())
    whole = sum(verdicts.values()) or 1
    print(f"{verdicts[trying.KILLED]} of {whole} killed ({100 * verdicts[trying.KILLED] / whole:.1f} %)", end=", ")
    print(
        f"{(time.monotonic() - began) / 60:.0f} minutes"
        + (
            ""
            if options.wall
            else f"; seed {options.seed}, {len(mutants)} drawn of {places} places, {len(chosen)} chosen"
        )
    )
    for fault, (verdict, why) in came.items():
        if verdict == trying.SURVIVED:
            print(f"  {fault} ({why})")
    return 0
