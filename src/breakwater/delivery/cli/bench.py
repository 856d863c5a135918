"""./breakwater bench NAME: measure the product on this machine. Not a test: it prints figures and judges nothing."""

import argparse

HELP = "measure: web (CPU of pages at two sizes) or search (finding a person)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=["web", "search"])
    parser.add_argument("--json", action="store_true", help="print the figures of web as JSON")
    parser.add_argument(
        "--sizes", default="20000,200000", help="numbers of children, with commas between (default 20000,200000)"
    )
    parser.add_argument("--requests", type=int, default=40, help="requests measured of each kind (default 40)")


def run(options: argparse.Namespace) -> int:
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.name == "search":
        from .bench_search import run_search_bench

        run_search_bench(size=max(sizes))
        return 0
    from .bench_web import run_web_bench

    return run_web_bench(sizes, requests=options.requests, as_json=options.json)
