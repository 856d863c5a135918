"""`./breakwater import-schools FILE`: bring our schools into step with the register of schools."""

import sys

from . import next_steps
from .answering import DRY_RUN, content_of, say_lines, says_refusals

HELP = "take in the register of schools (GIAS), for the areas we serve"


def add_arguments(parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the CSV file of the register (edubasealldata...csv)")
    parser.add_argument(
        "--area", action="append", metavar="CODE", help="only this authority, as in 851; may be repeated"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--anyway", action="store_true", help="go on although many schools would close or vanish")
    parser.epilog = "An area named with --area that is not known yet is made. Exit status: 0 done, 1 refused."


@says_refusals
def run(options) -> int:
    from django.db import transaction
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.organisations import importing

    today = london_date(timezone.now())
    register = importing.read_register(content_of(options.file), today)
    print(f"Read {options.file} as {register.encoding}: {len(register.rows)} schools.")
    areas = _areas(register, options.area, today)
    plan = importing.plan(register, areas, today)
    if not options.anyway:
        plan.refuse_if_too_many_close()
    _report(plan, areas)
    if options.dry_run:
        print(DRY_RUN)
        return 0
    with transaction.atomic():
        for area in areas:
            if area.pk is None:
                area.save()
        importing.apply(plan)
    print("Nothing changed." if plan.is_empty else "Done.")
    print(next_steps.in_words())
    return 0


def _areas(register, wanted: list[str] | None, today) -> list:
    """The areas to import for: those named, new ones not saved yet, or all that are known. Raises Refusal."""
    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.models import Area

    if not wanted:
        known = list(Area.objects.order_by("code"))
        if not known:
            raise Refusal(
                words=f"No area is known yet. Name one with --area, as in --area 851.\n{next_steps.in_words()}"
            )
        return known
    codes = sorted({code.lstrip("0") for code in wanted})
    found = {area.code: area for area in Area.objects.filter(code__in=codes)}
    for code in codes:
        if code in found:
            continue
        rows = [row for row in register.rows if row.la_code == code]
        if not rows:
            raise Refusal(words=f"The file has no school of authority {code}, and no such area is known.")
        name = next((row.la_name for row in rows if row.la_name), code)
        gss = {row.gss_code for row in rows}
        found[code] = Area(
            code=code,
            name=name,
            partnership_name=f"{name} Safeguarding Children Partnership",
            gss_code=gss.pop() if len(gss) == 1 else "",
            in_force_from=today,
        )
    return list(found.values())


def _report(plan, areas) -> None:
    for area in areas:
        if area.pk is None:
            print(f"new area: {area.code} {area.name}")
    for row in plan.rejected:
        print(f"line {row.line}: {row.reason}", file=sys.stderr)
    for change in plan.closed:
        print(f"closed: {change.row.urn} {change.row.name}, {change.closes_on:%d %B %Y}")
    missing = (f"not in the file, left as it is: {school.urn} {school.organisation.name}" for school in plan.missing)
    say_lines(missing, "not in the file", shown=20, to=sys.stdout)
    changed = len(plan.changed) - len(plan.closed)
    print(
        f"{len(plan.new)} new, {changed} changed, {len(plan.closed)} closed, {plan.unchanged} unchanged, "
        f"{plan.skipped} of other areas, {len(plan.rejected)} rejected."
    )
