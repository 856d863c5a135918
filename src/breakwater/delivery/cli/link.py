"""`./breakwater link --in FILE --out LINKS.csv`: which records of these lists are the same children. No database is asked."""

import argparse
import sys
import time
from pathlib import Path

HELP = "link lists of children: which records are the same child"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Read one or more CSV files (also .csv.gz) in the columns of docs/linking.md and write one row a link: "
        "left_id, right_id, probability, tier (automatic, review or none) and reasons."
    )
    parser.add_argument(
        "--in",
        dest="files",
        metavar="FILE",
        action="append",
        required=True,
        type=Path,
        help="a list; give it again for each further one. Without a source column, a file's name is its source",
    )
    parser.add_argument(
        "--out", metavar="LINKS.csv", required=True, type=Path, help="where the links go (.csv or .csv.gz)"
    )
    parser.add_argument(
        "--children",
        metavar="FILE.csv",
        type=Path,
        help="also write one row a record: the number of the child it belongs to, and whether that is sure",
    )
    parser.add_argument(
        "--model", metavar="DIR", type=Path, help="a model of `train-linker`; the shipped one when left out"
    )
    parser.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="what compares the pairs (default duckdb; docs/linking-at-scale.md)",
    )
    parser.add_argument(
        "--spark-master", metavar="URL", default="local[2]", help="the Spark cluster (default local[2], this machine)"
    )
    parser.add_argument("--threads", type=int, default=2, help="threads for comparing pairs (default 2)")
    parser.add_argument("--quiet", action="store_true", help="no progress, only the summary")
    parser.epilog = "Exit status: 0 done, 1 a list or the model cannot be used (nothing is written)."


def run(options: argparse.Namespace) -> int:
    from breakwater.partnership.people.linking import engine, files, levels, second, spark

    started, cpu = time.perf_counter(), time.process_time()

    def say(words: str) -> None:
        if not options.quiet:
            print(f"{time.perf_counter() - started:7.1f} s  {words}", file=sys.stderr, flush=True)

    try:
        for out in filter(None, (options.out, options.children)):
            if not out.resolve().parent.is_dir():
                raise files.UnreadableList(f"{out}: there is no such folder.")
            if out.resolve() in [path.resolve() for path in options.files]:
                raise files.UnreadableList(f"{out}: this is one of the lists; give what is written another name.")
        if options.children and options.children.resolve() == options.out.resolve():
            raise files.UnreadableList(f"{options.out}: links and children cannot go into one file.")
        model = second.load(options.model)
        say(f"Reading {', '.join(path.name for path in options.files)}")
        records = files.read_lists(options.files)
        session = spark.session(options.spark_master) if options.engine == "spark" else None
        links = engine.link(records, model=model, threads=max(1, options.threads), spark=session, say=say)
        files.write_links(links, records, options.out)
        if options.children:
            files.write_children(links, records, options.children)
    except (files.UnreadableList, levels.ModelNotTrained, second.ModelUnfit, spark.NoSpark, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(_summary(records, links, options.out, time.perf_counter() - started, time.process_time() - cpu))
    return 0


def _summary(records, links, out: Path, wall: float, cpu: float) -> str:
    from breakwater.partnership.people.linking import files
    from breakwater.partnership.people.linking.rules import Tier

    sources = records["source"].value_counts().to_pylist()
    lists = ", ".join(
        f"{one['values'] or 'no source'} {one['counts']:,}" for one in sorted(sources, key=lambda s: -s["counts"])
    )
    unread = files.dates_not_read(records)
    dates = f"Dates     {unread:,} dates of birth could not be read and count as missing (2015-03-04 and 04/03/2015 are read)"
    return "\n".join(
        [
            f"Records   {records.num_rows:,} ({lists})",
            *([dates] if unread else []),
            f"Pairs     {links.candidates:,} looked at",
            f"Automatic {links.count(Tier.AUTOMATIC):,} links that need nobody",
            f"Review    {links.count(Tier.REVIEW):,} for a person to decide",
            f"Alerts    {links.count(Tier.NONE):,} not linked, with something to check",
            f"Model     {links.model_version}",
            f"Took      {wall:.1f} s ({cpu:.1f} s of processor time); links are in {out}",
        ]
    )
