"""`./breakwater new-area`: the area of a partnership, its council and the team that keeps what the partnership publishes."""

from . import next_steps
from .answering import says_refusals

HELP = "make a partnership's area, its council and the team of its office (runs as the database's owner)"
AS_OWNER = True
OFFICE = "Partnership office"


def add_arguments(parser) -> None:
    parser.add_argument("--area", required=True, metavar="CODE", help="the council's local authority number, as in 851")
    parser.add_argument("--name", required=True, help="the area's name, as in Portsmouth")
    parser.add_argument(
        "--council", default="", help="the council's name (default: the area's name and \"City Council\")"
    )
    parser.add_argument("--partnership", default="", help="the partnership's name, as its pages say it")
    parser.add_argument("--gss-code", default="", metavar="E06000044", help="the area's ONS code, where you know it")
    parser.epilog = "Safe to run again: what is there already stays as it is."


@says_refusals
def run(options) -> int:
    from django.db import transaction
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.models import Area, Organisation, OrganisationArea, Team

    code, today = options.area.strip().lstrip("0"), london_date(timezone.now())
    if not (code.isascii() and code.isdigit() and len(code) == 3):
        raise Refusal(words="Give the local authority number with --area: three digits, as in --area 851.")
    facts = {
        "name": options.name.strip()[:80],
        "partnership_name": (options.partnership or f"{options.name} Safeguarding Children Partnership").strip()[:120],
        "gss_code": options.gss_code.strip()[:9],
        "in_force_from": today,
    }
    with transaction.atomic():
        area, is_new = Area.objects.get_or_create(code=code, defaults=facts)
        if not Team.objects.filter(area=area, closed_on=None).exists():
            council = options.council or f"{area.name} City Council"
            owner, _ = Organisation.objects.get_or_create(name=council[:200], kind=Organisation.Kind.COUNCIL)
            OrganisationArea.objects.get_or_create(organisation=owner, area=area, defaults={"starts_on": today})
            Team.objects.create(organisation=owner, area=area, name=OFFICE)
    print(f"{'Made' if is_new else 'There already'}: {area.code} {area.name}, {area.partnership_name}.")
    print(next_steps.in_words())
    return 0
