"""`./breakwater export-area`: everything of an area as documented files, locked for whoever receives it (docs/leaving.md)."""

import sys
from pathlib import Path

from .answering import area_of, says_refusals

HELP = "write everything of an area into a folder: documented tables and files, locked with age (runs as the database's owner)"
AS_OWNER = True


def add_arguments(parser) -> None:
    parser.add_argument("area", metavar="AREA", help="the area's local authority number, like 851")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="a new or empty folder")
    parser.add_argument(
        "--recipients", type=Path, required=True, metavar="FILE", help="public keys of age, one a line: who may open it"
    )
    parser.add_argument("--ordered-by", required=True, metavar="NAME", help="who orders it: the audit keeps it")
    parser.add_argument("--because", required=True, metavar="WHY", help="why: the audit keeps it")
    parser.add_argument(
        "--with-sealed",
        action="store_true",
        help="restricted records, sealed items and the Prevent compartment as well",
    )
    parser.epilog = (
        "./breakwater open-export opens it and checks every count and hash. It takes minutes; people may go on working."
    )


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.delivery.backups.places import BackupFault
    from breakwater.delivery.export import package
    from breakwater.foundation.refusals import Refusal

    area = area_of(options.area)
    if options.folder.exists() and any(options.folder.iterdir()):
        raise Refusal(words=f"{options.folder} is not empty.")
    order = package.Order(options.ordered_by.strip(), options.because.strip(), options.with_sealed)
    if not (order.by and order.why):
        raise Refusal(words="Say who orders it with --ordered-by, and why with --because.")
    try:
        made = package.export(area, options.folder, options.recipients, order=order, at=timezone.now())
    except BackupFault as fault:
        raise Refusal(words=str(fault)) from None
    print(
        f"{made.tables} tables, {made.rows} rows, {made.files} files{'' if order.sealed else '; nothing sealed'}. It is in the audit."
    )
    if made.missing:
        print(f"{made.missing} files are not on this disk: files.csv names them.", file=sys.stderr)
    return 0
