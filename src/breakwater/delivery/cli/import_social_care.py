"""`./breakwater import-social-care FILE`: take in what social care's own system knows, as its list says it."""

from pathlib import Path

from .answering import DRY_RUN, area_of, content_of, say_lines, says_refusals

HELP = "take in social care's list of open and closed cases (CSV)"


def add_arguments(parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the list; its columns are described in docs/social-care-list.md")
    parser.add_argument(
        "--area", metavar="CODE", help="the authority it is of, as in 851; needed where several are served"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--anyway", action="store_true", help="go on although many children would leave the list")
    parser.epilog = "No copy of FILE is kept. The same file again changes nothing. Exit status: 0 done, 1 refused."


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import ServiceName
    from breakwater.practice.front_door.social_care_list.list_file import read
    from breakwater.practice.front_door.social_care_list.operations import lists

    area, now = area_of(options.area), timezone.now()
    content, name = content_of(options.file), Path(options.file).name
    listed = read(content, now=now)
    say_lines((f"line {line}: {words}" for line, words in listed.faults), "lines with something wrong")
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        if options.dry_run:
            _say(lists.plan(area=area, listed=listed).counts)
            print(DRY_RUN)
            return 0
        how = {"content": content, "name": name, "by": by, "at": now, "many_may_leave": options.anyway}
        try:
            file = lists.take_in_at_once(area=area, **how)
        except lists.TakenInAlready:
            print("This very list was taken in before. Nothing has changed.")
            return 0
        except lists.OlderThanOurs:
            raise Refusal(words="A newer list was taken in already. Nothing has changed.") from None
        except lists.ManyWouldLeave:
            words = "More than a fifth of the children would leave the list. Ask social care whether it is whole, then run it with --anyway."
            raise Refusal(words=words) from None
    _say(file.counts)
    return 0


def _say(counts: dict) -> None:
    print(
        f"{counts['new']} new, {counts['changed']} changed, {counts['same']} as before, {counts['gone']} no longer on it; "
        f"{counts['matched']} tied to a child surely, {counts['queued']} for a person to decide."
    )
