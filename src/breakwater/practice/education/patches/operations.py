"""Who looks after the schools of a patch while its co-ordinator is away."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, DutyPost, DutyPostHolder, Membership


class AnotherCovers(Refusal):
    box, words = "starts_on", "Somebody covers this patch on some of these days already. End that first"


class IsTheirOwn(Refusal):
    box, words = "who", "This is the co-ordinator of the patch. Choose a colleague"


@transaction.atomic
def cover(
    *, post: DutyPost, membership: Membership, starts_on: date, ends_on: date, by: Actor, at: datetime
) -> DutyPostHolder:
    """Let a colleague see and ring the schools of a patch from a day to a day. Raises AnotherCovers, IsTheirOwn."""
    held = DutyPost.objects.select_for_update(of=("self",)).select_related("patch", "team").get(pk=post.pk)
    there = DutyPostHolder.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on), post=held, starts_on__lte=ends_on
    )
    if there.filter(covers=False, membership__user=membership.user_id).exists():
        raise IsTheirOwn(held.public_id)
    if there.filter(covers=True).exists():
        raise AnotherCovers(held.public_id)
    made = DutyPostHolder.objects.create(
        post=held, membership=membership, covers=True, starts_on=starts_on, ends_on=ends_on
    )
    audit.did("arranged cover of", "duty_post", held.pk, by=membership.pk)
    notifications.tell(
        users=[membership.user],
        words="You cover the schools of another patch: see who, and until when",
        path="/lists/patches/",
        by=by,
        at=at,
    )
    return made


@transaction.atomic
def end_cover(*, holder: DutyPostHolder, by: Actor, at: datetime) -> None:
    """The co-ordinator is back, or never went: cover ends with yesterday, and what has not begun is taken back."""
    held = DutyPostHolder.objects.select_for_update(of=("self",)).get(pk=holder.pk, covers=True)
    yesterday = london_date(at) - timedelta(days=1)
    if held.starts_on > yesterday:
        held.delete()
    else:
        held.ends_on = min(held.ends_on or yesterday, yesterday)
        held.save(update_fields=["ends_on"])
    audit.did("ended the cover of", "duty_post", held.post_id)
