"""Taking part in a campaign: an organisation says so, changes it, says that it is done, takes it back."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from ..models import Kind, Page, Pledge


def campaigns(*, area: Area, organisation: Organisation, on: date) -> QuerySet[Page]:
    """Those of an area that are not over, and those in which the organisation takes part, newest first."""
    rows = Page.objects.live().filter(kind=Kind.CAMPAIGN, kept_by__area=area)
    ours = Pledge.objects.filter(organisation=organisation)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=on) | Q(pk__in=ours.values("page")))
    return rows.order_by("-starts_on", "-pk")


def pledges_of(organisation: Organisation) -> dict[int, Pledge]:
    """What an organisation said, by campaign."""
    return {each.page_id: each for each in Pledge.objects.filter(organisation=organisation)}


@transaction.atomic
def pledge(*, page: Page, words: str, is_named: bool, is_done: bool, by: Actor, at: datetime) -> Pledge:
    """The actor's organisation takes part, in these words; said again, this is what holds."""
    said = {"words": words, "is_named": is_named}
    made, is_new = Pledge.objects.select_for_update().get_or_create(
        page=page, organisation=by.membership.team.organisation, defaults={**said, "made_at": at, "made_by": by}
    )
    made.words, made.is_named = words, is_named
    made.done_at = (made.done_at or at) if is_done else None
    made.save(update_fields=["words", "is_named", "done_at"])
    audit.did("pledged" if is_new else "changed a pledge", "pledge", made.pk, campaign=page.pk)
    return made


@transaction.atomic
def take_back(*, page: Page, by: Actor) -> None:
    """The actor's organisation takes part no longer."""
    for each in Pledge.objects.filter(page=page, organisation=by.membership.team.organisation):
        audit.did("withdrew a pledge", "pledge", each.pk, campaign=page.pk)
        each.delete()
