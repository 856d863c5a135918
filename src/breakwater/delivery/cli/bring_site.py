"""`./breakwater bring-site`: bring the public site's own pages to an area, or bring them up to date."""

from . import next_steps
from .answering import says_refusals

HELP = "bring the public site's pages to an area; updates follow by themselves at night. What an editor changed stays"


def add_arguments(parser) -> None:
    parser.add_argument("--area", required=True, metavar="CODE", help="the area whose site it is, as in 851")
    parser.add_argument(
        "--team", default="", metavar="NAME", help="the team that keeps the pages (default: the first that keeps roles)"
    )
    parser.add_argument(
        "--library", action="store_true", help="also offer the library its first resources, which wait for their checks"
    )


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.foundation.refusals import Refusal
    from breakwater.knowledge.content.operations import shelf, site
    from breakwater.partnership.organisations.access import Role, acting_as, service_of
    from breakwater.partnership.organisations.models import Area, ServiceName, Team

    area = Area.objects.filter(code=options.area).first()
    if area is None:
        raise Refusal(words=f"No area {options.area} is known here.\n{next_steps.in_words()}")
    teams = Team.objects.filter(area=area, closed_on=None)
    named = teams.filter(name=options.team) if options.team else teams.filter(memberships__role=Role.BUSINESS_MANAGER)
    team = named.order_by("pk").first()
    if team is None:
        names = ", ".join(teams.values_list("name", flat=True)[:9])
        words = "No team of that name, or none with a business manager, keeps pages there: name one with --team."
        raise Refusal(words=f"{words}\n{f'Its teams: {names}.' if names else ''}\n{next_steps.in_words()}")
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        done = site.bring(area=area, kept_by=team, by=by, at=timezone.now())
        offered = shelf.bring(area=area, by=by, at=timezone.now()) if options.library else 0
    print(", ".join(f"{count} {what}" for what, count in done.items()))
    if offered:
        print(f"{offered} resources wait for their two checks on the page Resources of the library")
    print(next_steps.in_words())
    return 0
