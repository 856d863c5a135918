"""Prevent in the benchmark's world: a team with a lead, and fifty referrals, one of them with its national form and steps."""

REFERRED = 50


def referred() -> tuple[int, list[str]]:
    """The lead's membership and the referrals by public id, the one with a form first. Made once, by the product's own operations."""
    from django.db import transaction

    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Area, Membership
    from breakwater.practice.prevent.models import Referral

    area = Area.objects.order_by("pk").first()
    leads = Membership.objects.filter(team__services__service="prevent", role="prevent_lead", team__area=area)
    if not leads.exists():
        with transaction.atomic():
            _refer(area)
    lead = leads.get()
    with acting_as(lead):
        return lead.pk, list(Referral.objects.order_by("form", "pk").values_list("public_id", flat=True))


def _refer(area) -> None:
    from pathlib import Path

    from django.conf import settings
    from django.utils import timezone

    from breakwater.foundation.storage import create_key_file
    from breakwater.partnership.organisations.access import acting_as
    from breakwater.practice.prevent.concerns.operations import keep_specialist_concern
    from breakwater.practice.prevent.models import Referral
    from breakwater_dev.testing import factories as make
    from breakwater_dev.testing.prevent_item import followed, sent

    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    lead = make.membership("prevent_lead", of=make.team("Prevent", in_area=area, service="prevent"))
    for number in range(REFERRED - 1):
        about = {"children": [{"name": f"Child {number}", "born": "2011-03-09"}]}
        keep_specialist_concern(
            area=area, arrived_with=f"S-B{number}", words="Videos of a group", about=about, at=timezone.now()
        )
    school = make.organisation("A school that refers", "SCHOOL")
    sent(make.membership("dsl", of=make.team("Safeguarding", of=school, in_area=area)))
    with acting_as(lead):
        one = Referral.objects.exclude(form=None).select_related("form").get()
    followed(one, lead)
