"""Putting a version in force from a day on, back again, or calling it off; nothing released is ever changed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates import london_date
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.models.keys import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ..models import Form, FormDraft, FormInForce, FormVersion
from ..operations import digest_of
from .drafts import ChangedMeanwhile, DraftGone, NothingChanged, NotReady, form_of, hold
from .in_force import holding, known_edition, lost, new_edition
from .kept_trials import try_all

LONGEST_WAIT = timedelta(days=731)


class NotThatDay(Refusal):
    box = "starts_on"
    words = "Choose today or a later day within two years, on which no other version begins"


class BegunAlready(Refusal):
    words = "It has begun already. Roll back to the version before it instead"


def in_the_way(draft: FormDraft, *, on: date) -> list[str]:
    """What must be settled before a draft may be released, in words."""
    definition = form_of(draft)
    failing = [each for each in try_all(draft, definition, on=on) if each.fails]
    return [
        *lost(draft.form, definition),
        *(f"The test “{each.trial.title}” fails: {each.fails[0]}" for each in failing),
    ]


@transaction.atomic
def release(
    *, draft: FormDraft, revision: int, starts_on: date, note: str, key: UUID, by: Actor, at: datetime
) -> FormInForce:
    """Put a draft in force from a day on, as the area's next version. The same `key` again releases nothing more.

    `revision` is the one whose differences were read. Raises DraftGone, ChangedMeanwhile, NothingChanged, NotReady, NotThatDay.
    """
    if known := made_before(FormInForce, key):
        return known
    held = FormDraft.objects.select_for_update(of=("self",)).select_related("form", "area").filter(pk=draft.pk).first()
    if held is None:
        raise DraftGone(draft.public_id)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    hold(held.form, held.area)
    starts_at = _starts_at(held.form, held.area, starts_on, at)
    now = holding(held.form, area=held.area, at=at)
    if now.version and now.version.definition == held.definition:
        raise NothingChanged(held.form.key)
    if reasons := in_the_way(held, on=london_date(at)):
        raise NotReady(reasons)
    version = _version(held, note, by, at)
    row = FormInForce.objects.create(
        form=held.form,
        area=held.area,
        version=version,
        product=held.product,
        why=FormInForce.Why.RELEASED,
        note=note,
        starts_at=starts_at,
        key=key,
        at=at,
        by=by,
    )
    audit.did(
        "released a form",
        "area",
        held.area_id,
        form=held.form.key,
        version=version.number,
        starts_on=starts_on.isoformat(),
    )
    held.delete()
    return row


def _version(draft: FormDraft, note: str, by: Actor, at: datetime) -> FormVersion:
    """The draft as a version; one that was released before as it is now is that version again."""
    digest = digest_of(draft.definition)
    of_area = FormVersion.objects.filter(form=draft.form, area=draft.area)
    if known := of_area.filter(digest=digest).first():
        return known
    newest = of_area.order_by("-number").values_list("number", flat=True).first() or 0
    return FormVersion.objects.create(
        form=draft.form,
        area=draft.area,
        number=newest + 1,
        definition=draft.definition,
        digest=digest,
        released_at=at,
        source=draft.origin,
        made_from=draft.made_from,
        note=note,
        by=by,
    )


def _starts_at(form: Form, area: Area, starts_on: date, at: datetime) -> datetime:
    """Today begins now; a later day at its midnight in London. Raises NotThatDay."""
    today = london_date(at)
    if not today <= starts_on <= today + LONGEST_WAIT:
        raise NotThatDay(starts_on)
    if starts_on == today:
        return at
    starts_at = start_of(starts_on)
    if FormInForce.objects.filter(form=form, area=area, starts_at=starts_at, called_off_at=None).exists():
        raise NotThatDay(starts_on)
    return starts_at


@transaction.atomic
def roll_back(*, version: FormVersion, area: Area, note: str, key: UUID, by: Actor, at: datetime) -> FormInForce:
    """Put an earlier version in force again from now on: a new row, nothing is taken away. The same `key` again adds nothing.

    Raises NothingChanged where it holds already.
    """
    hold(version.form, area)
    if known := FormInForce.objects.filter(key=key).first():
        return known
    now = holding(version.form, area=area, at=at)
    if now.version == version and not now.follows_product:
        raise NothingChanged(version.form.key, words="This version holds already. There is nothing to roll back")
    row = FormInForce.objects.create(
        form=version.form,
        area=area,
        version=version,
        product=known_edition(now),
        why=FormInForce.Why.ROLLED_BACK,
        note=note,
        starts_at=at,
        key=key,
        at=at,
        by=by,
    )
    audit.did("rolled a form back", "area", area.pk, form=version.form.key, version=version.code)
    return row


@transaction.atomic
def call_off(*, row: FormInForce, by: Actor, at: datetime) -> None:
    """Call off a version that is dated ahead. Raises BegunAlready."""
    held = FormInForce.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.starts_at <= at:
        raise BegunAlready(row.public_id)
    if held.called_off_at is None:
        held.called_off_at, held.called_off_by = at, by
        held.save(update_fields=["called_off_at", "called_off_by"])
        audit.did("called off a version of a form", "area", held.area_id, form=held.form.key)


@transaction.atomic
def keep_ours(*, form: Form, area: Area, note: str, key: UUID, by: Actor, at: datetime) -> FormInForce:
    """The area has looked at the product's new edition and keeps its own. The same `key` again adds nothing.

    Raises NothingChanged where there is no new edition.
    """
    hold(form, area)
    if known := FormInForce.objects.filter(key=key).first():
        return known
    now = holding(form, area=area, at=at)
    if new_edition(now) is None:
        raise NothingChanged(form.key)
    row = FormInForce.objects.create(
        form=form,
        area=area,
        version=now.version,
        product=now.newest_of_product,
        why=FormInForce.Why.KEPT,
        note=note,
        starts_at=at,
        key=key,
        at=at,
        by=by,
    )
    audit.did("kept a form beside a new edition", "area", area.pk, form=form.key)
    return row
