"""`./breakwater import-roll FILE --school URN`: take in a school's roll."""

from pathlib import Path

from .answering import answered, content_of

HELP = "take in a school's roll (Common Transfer File, CSV or Excel)"
LEFT = "left the roll"


def add_arguments(parser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="the roll: .xml (CTF), .csv, .txt, .tsv or .xlsx; see docs/school-rolls.md"
    )
    parser.add_argument("--school", metavar="URN", required=True, help="the school's unique reference number")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument(
        "--leavers-go",
        action="store_true",
        help="end the places of the pupils who are not in the file, once their names were read",
    )
    parser.add_argument(
        "--leavers",
        metavar="CSV",
        help="what the school says of each pupil who is not in the file: Surname, Forename, Date of birth, then Left on and Next "
        "school (empty: today, not known), or Stays because",
    )
    parser.add_argument("--keep-leavers", action="store_true", help="end no place: the file is not the whole roll")
    parser.add_argument("--anyway", action="store_true", help="go on although more than 5 %% of the pupils would leave")
    parser.epilog = (
        "A roll that would end places names the pupils and waits for --leavers, --leavers-go or --keep-leavers. No copy of FILE is kept. The same file again changes nothing. The school sees a pupil once a co-ordinator has confirmed "
        "the place. Exit status: 0 done, 1 refused."
    )


def run(options) -> int:
    return answered(options, _take_in, LEFT)


def _take_in(options, answer: dict) -> str:
    from django.utils import timezone

    from breakwater.foundation.dates.in_words import date_in_words
    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import ServiceName
    from breakwater.partnership.people.intake.operations.entries import TakenInAlready, Upload
    from breakwater.partnership.people.intake.rolls.operations import applying, planning, receiving

    now = timezone.now()
    team = receiving.school_of(options.school)
    if team is None:
        return f"No school here has the URN {options.school}. Run import-schools first."
    upload = Upload(Path(options.file).name, content_of(options.file))
    with acting_as(service_of(team.area, ServiceName.LISTS)) as by:
        found = receiving.ROLLS.read(team, upload, at=now)
        answer["refused"] = [vars(one) for one in found.refused]
        planned = planning.plan(team=team, roll=found)
        compared = planned.comparison
        said = _said(options, compared.left, london_date(now))
        leave = (
            0 if options.keep_leavers else len(compared.left) - sum(bool(one.stays_because) for one in said.values())
        )
        answer |= planned.counts | {"left": leave}
        if not found.pupils:
            return "No line of the file could be read. Nothing was changed."
        if compared.is_many(leave) and not options.anyway:
            return (
                f"{leave} of {compared.of} pupils would leave the roll, more than 5 in 100. Ask the school whether "
                "the file is whole, then run it with --anyway, or with --keep-leavers."
            )
        if compared.left and not (options.leavers or options.leavers_go or options.keep_leavers):
            answer["leavers"] = [f"{one.name}, born {date_in_words(one.born_on)}" for one in compared.left]
            words = (
                f"{len(compared.left)} of {compared.of} pupils are not in the file, and their places would end. Nothing was changed. "
                "Ask the school, then run it with --leavers and what it says of each, with --leavers-go, or with --keep-leavers:"
            )
            return "\n".join([words, *answer["leavers"]])
        answer["accepted"] = True
        if options.dry_run:
            return f"{len(found.pupils)} pupils were read. Nothing was changed."
        how = {"by": by, "at": now, "leavers_go": not options.keep_leavers, "said": said}
        try:
            applying.take_in_at_once(team, upload=upload, **how)
        except TakenInAlready:
            return "This file is the school's last roll already. Nothing has changed."
    return f"{len(found.pupils)} pupils were read and taken in."


def _said(options, left, today):
    """What the file of leavers says of each; nothing where there is none. Raises Refusal."""
    from breakwater.partnership.people.intake.reading import leavers
    from breakwater.partnership.people.intake.rolls.operations.leavers import Leaver

    if not options.leavers or options.keep_leavers:
        return {}
    said = leavers.read(content_of(options.leavers), left, today=today)
    return {key: Leaver(**words) for key, words in said.items()}
