"""./breakwater bench NAME: measure the product on this machine. Not a test: it prints figures and judges nothing."""

import argparse
import os
from pathlib import Path

HELP = "measure: web (CPU of pages at two sizes), public (CPU of the site and of a directory of many services), training (CPU of its pages with many bookings), audits (CPU of the pages of a round with many returns), planning (CPU of the scorecard, commissioning and downloads), search (finding a person), link (linking lists), lists (schools' lists) or restore (a backup and its rehearsal)"
MAKES_FOLDER = True


DEFAULT_SIZES = {
    "web": "20000,200000",
    "public": "10000",
    "training": "3000,30000",
    "audits": "600",
    "planning": "1,8",
    "search": "50000",
    "lists": "5600,11200,22500,45000",
    "restore": "200000",
}


def NEEDS_DJANGO(options: argparse.Namespace) -> bool:
    return options.name != "link"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", choices=["web", "public", "training", "audits", "planning", "search", "link", "lists", "restore"]
    )
    parser.add_argument(
        "--json", action="store_true", help="print the figures of web, public, training or search as JSON"
    )
    parser.add_argument(
        "--sizes",
        help="numbers of children, of public of services, of training of bookings, of link --towns the children of each, with commas between (default: web 20000,200000; public 10000; training 3000,30000; audits of returns 600; planning of years 1,8; "
        "search 50000, of which 1000000 take half an hour; towns 8000; "
        "lists 5600,11200,22500,45000)",
    )
    parser.add_argument("--megabytes", type=int, default=5000, help="of files, in restore (default 5000)")
    parser.add_argument("--requests", type=int, default=40, help="requests measured of each kind (default 40)")
    parser.add_argument(
        "--sets",
        metavar="DIR",
        type=Path,
        help="a folder of people and the truth of them: of link and lists *_records.csv.gz, of search *_register.csv.gz and *_queries.csv.gz",
    )
    linking = parser.add_argument_group("link")
    linking.add_argument("--set", metavar="NAME", default="", help="only the sets with this in their name")
    linking.add_argument(
        "--model", metavar="DIR", type=Path, help="a model of `train-linker`; the shipped one when left out"
    )
    linking.add_argument(
        "--towns", action="store_true", help="instead of the sets: invented towns, each unlike the usual in its own way"
    )
    linking.add_argument("--no-peer", action="store_true", help="leave plain Splink out")


def run(options: argparse.Namespace) -> int:
    if options.name == "link":
        from breakwater_dev.benches.link import run_link_bench, run_towns_bench

        if options.towns:
            return run_towns_bench(model=options.model, children=int(options.sizes or 8000))

        return run_link_bench(folder=options.sets, only=options.set, model=options.model, peer=not options.no_peer)
    from breakwater.delivery.database import data_folder

    # The keys of a world that is filled and forgotten, beside it: no key lies in a data folder.
    os.environ.setdefault("BREAKWATER_KEY_FILE", str(data_folder().parent / f"{data_folder().name}-bench.keys"))
    sizes = [int(size) for size in (options.sizes or DEFAULT_SIZES[options.name]).split(",")]
    if options.name == "lists":
        from breakwater_dev.benches.lists import run_lists_bench

        return run_lists_bench(sizes, folder=options.sets)
    if options.name == "restore":
        from breakwater_dev.benches.restore import run_restore_bench

        return run_restore_bench(sizes[0], options.megabytes)
    if options.name == "public":
        from breakwater_dev.benches.public import run_public_bench

        return run_public_bench(sizes, requests=options.requests, as_json=options.json)
    if options.name == "training":
        from breakwater_dev.benches.training import run_training_bench

        return run_training_bench(sizes, requests=options.requests, as_json=options.json)
    if options.name == "audits":
        from breakwater_dev.benches.audits import run_audits_bench

        return run_audits_bench(sizes, requests=options.requests, as_json=options.json)
    if options.name == "planning":
        from breakwater_dev.benches.planning import run_planning_bench

        return run_planning_bench(sizes, requests=options.requests, as_json=options.json)
    if options.name == "search":
        from breakwater_dev.benches.search import run_search_benches

        return run_search_benches(sizes, folder=options.sets, as_json=options.json)
    from breakwater_dev.benches.web import run_web_bench

    return run_web_bench(sizes, requests=options.requests, as_json=options.json)
