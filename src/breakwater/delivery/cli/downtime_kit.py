"""`./breakwater downtime-kit FOLDER`: the paper forms and numbers of an area, printed for the day when the service cannot be reached."""

from pathlib import Path

from .answering import area_of, says_refusals

HELP = "write the paper forms and telephone numbers of an area into a folder, to be printed and kept"


def add_arguments(parser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--area", metavar="CODE", help="the area's local authority number, where there are several")
    parser.epilog = "No record of a child is in it. Run it each month, by cron, onto a machine that stays up when this one does not."


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.delivery.downtime import kit
    from breakwater.foundation.refusals import Refusal

    files = kit.made_of(area_of(options.area), at=timezone.now())
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (options.folder / name).write_bytes(content)
    except OSError as problem:
        raise Refusal(words=f"{options.folder}: {problem.strerror}") from None
    print(f"{len(files)} papers in {options.folder}: print them, and keep them where people work.")
    return 0
