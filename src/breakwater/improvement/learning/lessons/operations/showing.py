"""What is typed of a review is public once a second person confirmed it, and until somebody takes it off the public pages."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area

from ...models import Finding, PublishedReview, Recommendation, ReviewArea
from .. import names

Thing = PublishedReview | Finding | Recommendation
KINDS = {PublishedReview: "published_review", Finding: "learning_finding", Recommendation: "recommendation"}
WAITS = "Words for the public pages wait for a second person to confirm them"
TAKEN_OFF = "Something was taken off the public pages"


class SomebodyElseConfirms(Refusal):
    words = "You typed this, so somebody else of those who look after learning reads it and confirms it"


class NothingWaits(Refusal):
    words = "This was confirmed or taken off meanwhile, or is not for the public. Open the page again"


class NotPublic(Refusal):
    words = "This is not on the public pages. Open the page again"


class LookAtEach(Refusal):
    box, words = (
        "confirmed_why",
        "Say of each thing that was found why it gives nobody away. What does is not confirmed",
    )


class FoundMore(Refusal):
    words = "More was found since you opened this page. It is listed now: look at it, then confirm"


class NotCompared(Refusal):
    words = (
        "This review is of a case of ours. Somebody named on its incident types or confirms what is added, so that it is compared with "
        "the names of the case"
    )


def review_of(thing: Thing) -> PublishedReview:
    return thing if isinstance(thing, PublishedReview) else thing.review


def waits(thing: Thing) -> bool:
    """Whether a second person is asked for: it is of a review for the public, and not confirmed or taken off again."""
    return review_of(thing).public_from is not None and not thing.is_confirmed


def is_up(thing: Thing) -> bool:
    """Whether somebody can take it off the public pages: it stands there, or will once its review does."""
    return review_of(thing).public_from is not None and thing.is_confirmed


@transaction.atomic
def confirm(thing: Thing, confirmed_why: str, seen: str = "", *, by: Actor, at: datetime) -> Thing:
    """A second person read it: it is public from now on, or anew after it was taken off.

    `seen` is of what was found when the page was opened. Raises NothingWaits, SomebodyElseConfirms, NotCompared, FoundMore, LookAtEach.
    """
    held = _held(thing)
    if not waits(held):
        raise NothingWaits(held.pk)
    if _who_typed(held) == by.membership.user_id:
        raise SomebodyElseConfirms(held.pk)
    cases = names.known()
    review = review_of(held)
    if review.is_ours and not held.compared and review.public_id not in cases.reviews:
        raise NotCompared(held.pk)
    found = names.found_in(names.words_of(held), cases)
    if found and seen != names.digest_of(found):
        raise FoundMore(held.pk)
    if found and not confirmed_why:
        raise LookAtEach(held.pk)
    held.confirmed_at, held.confirmed_by, held.confirmed_why = at, by, confirmed_why
    held.taken_off_at, held.taken_off_by, held.taken_off_why = None, None, ""
    _keep(held, public=True)
    audit.did("confirmed for the public pages", KINDS[type(held)], held.pk, found=len(found))
    return held


@transaction.atomic
def take_off(thing: Thing, taken_off_why: str, *, by: Actor, at: datetime) -> Thing:
    """It is public no longer, for a reason; a second person may confirm it anew. Who looks after it elsewhere is told. Raises NotPublic."""
    held = _held(thing)
    if not is_up(held):
        raise NotPublic(held.pk)
    held.taken_off_at, held.taken_off_by, held.taken_off_why = at, by, taken_off_why
    _keep(held, public=False)
    audit.did("took off the public pages", KINDS[type(held)], held.pk)
    tell_keepers(review_of(held), TAKEN_OFF, by=by, at=at)
    return held


def tell_keepers(review: PublishedReview, words: str, *, by: Actor, at: datetime, area: Area | None = None) -> None:
    """Tell the teams that look after a review, of one area where it is named, in words that say nothing of it."""
    shared = ReviewArea.objects.filter(review=review, **({"area": area} if area else {}))
    path = f"/recommendations/reviews/{review.public_id}/"
    for each in shared.select_related("team").order_by("pk"):
        notifications.tell(words=words, path=path, team=each.team, by=by, at=at)


def _held(thing: Thing) -> Thing:
    related = ["made_by__membership"] if isinstance(thing, PublishedReview) else ["by__membership", "review"]
    return type(thing).objects.select_for_update(of=("self",)).select_related(*related).get(pk=thing.pk)


def _who_typed(thing: Thing) -> int | None:
    who = thing.made_by if isinstance(thing, PublishedReview) else thing.by
    return who.membership.user_id if who.membership_id else None


def _keep(thing: Thing, *, public: bool) -> None:
    fields = ["confirmed_at", "confirmed_by", "confirmed_why", "taken_off_at", "taken_off_by", "taken_off_why"]
    if isinstance(thing, PublishedReview):
        thing.published_on = thing.public_from if public else None
        fields.append("published_on")
    thing.save(update_fields=fields)
