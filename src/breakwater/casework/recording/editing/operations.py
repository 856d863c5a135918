"""Keeping an area's forms: drafts saved as they go, released from a day on, rolled back; nothing released is ever changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates import london_date
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.models.keys import one_at_a_time
from breakwater.partnership.organisations.models import Actor, Area

from ..definitions import Form as Definition
from ..models import Form, FormDraft, FormDraftStep, FormInForce, FormTrial, FormVersion
from ..operations import as_written, definition_of, digest_of
from . import trials
from .carrying import Carried
from .comparing import taken_over
from .definition import NotPossible, every, read
from .examples import examples
from .protected import breaches

LONGEST_WAIT = timedelta(days=731)


class DraftBegun(Exception):
    """The area has a draft of this form already; one at a time is worked on."""


class DraftGone(Exception):
    """The draft was released or discarded meanwhile."""


class ChangedMeanwhile(Exception):
    """Someone else changed the same piece since it was opened. `by` and `at` say who and when."""

    def __init__(self, step: FormDraftStep | None):
        self.step = step
        super().__init__("changed meanwhile")


class NothingChanged(Exception):
    """The version would be the one in force; or the file holds what the draft holds."""


class NotReady(Exception):
    """The draft may not be released yet. `reasons` say what still stands in the way."""

    def __init__(self, reasons: list[str]):
        self.reasons = reasons
        super().__init__("; ".join(reasons))


class NotThatDay(Exception):
    """A version begins today or on a later day within two years, on no day on which another one begins."""


class BegunAlready(Exception):
    """What has begun is not called off: roll back to another version."""


@dataclass(frozen=True)
class Holding:
    """What holds in an area at a moment: the version, since when (None: it follows the product), and what is dated ahead."""

    version: FormVersion | None
    since: FormInForce | None
    ahead: list[FormInForce]
    newest_of_product: FormVersion | None

    @property
    def follows_product(self) -> bool:
        return self.since is None


def holding(form: Form, *, area: Area, at: datetime) -> Holding:
    """What holds of a form in an area now, and from which days on something else will."""
    rows = list(
        FormInForce.objects.filter(form=form, area=area, called_off_at=None)
        .select_related("version__form", "product", "by__membership__user", "by__membership__role")
        .order_by("-starts_at", "-pk")
    )
    since = next((row for row in rows if row.starts_at <= at), None)
    product = newest_of_product(form)
    ahead = [row for row in reversed(rows) if row.starts_at > at]
    return Holding(since.version if since else product, since, ahead, product)


def newest_of_product(form: Form) -> FormVersion | None:
    return FormVersion.objects.select_related("form").filter(form=form, area=None).order_by("-number").first()


def new_edition(now: Holding) -> FormVersion | None:
    """The product's edition that an area with a version of its own has not taken account of yet."""
    if now.follows_product or now.newest_of_product is None or now.since.product_id == now.newest_of_product.pk:
        return None
    return now.newest_of_product


@transaction.atomic
def begin_draft(*, form: Form, area: Area, by: Actor, at: datetime, version: FormVersion | None = None) -> FormDraft:
    """Begin an area's next version from the one in force, or from another one. Raises DraftBegun."""
    now = holding(form, area=area, at=at)
    version = version or now.version
    product = version if version.area_id is None else _known_edition(now)
    return _begin(form, area, json.loads(version.definition), made_from=version, product=product, by=by, at=at)


def _known_edition(now: Holding) -> FormVersion | None:
    """The newest edition of the product that the area has taken account of."""
    return now.newest_of_product if now.follows_product else now.since.product


@transaction.atomic
def begin_from_example(*, key: str, area: Area, by: Actor, at: datetime) -> FormDraft:
    """Begin a form of the area's own from an example. Raises DraftBegun, KeyError."""
    example = examples()[key]
    form, _ = Form.objects.get_or_create(key=key, defaults={"title": example.form.title})
    return _begin(form, area, example.data, origin="An example that comes with Breakwater", by=by, at=at)


@transaction.atomic
def begin_from_product(*, form: Form, area: Area, by: Actor, at: datetime) -> tuple[FormDraft, tuple[str, ...]]:
    """Begin a draft that joins the product's new edition into the area's own; with the questions where both differ.

    Raises DraftBegun, NotPossible.
    """
    now = holding(form, area=area, at=at)
    ours, theirs, base = now.version, now.newest_of_product, _known_edition(now)
    merged = taken_over(*(json.loads(each.definition) for each in (base or ours, ours, theirs)))
    read(form.key, merged.data)
    draft = _begin(form, area, merged.data, made_from=ours, product=theirs, by=by, at=at)
    return draft, merged.contested


@transaction.atomic
def take_file(
    *, form: Form, carried: Carried, area: Area, key: UUID, by: Actor, at: datetime
) -> FormDraft:  # fmt: skip
    """Make what a file holds the draft. The same file again changes nothing. Raises DraftBegun, NothingChanged, NotReady."""
    now = holding(form, area=area, at=at)
    _hold(form, area)
    draft = FormDraft.objects.filter(form=form, area=area).first()
    if draft is not None:
        if draft.definition == as_written(carried.definition):
            raise NothingChanged(form.key)
        raise DraftBegun(form.key)
    if now.version and now.version.definition == as_written(carried.definition):
        raise NothingChanged(form.key)
    if reasons := lost(form, read(form.key, carried.definition)):
        raise NotReady(reasons)
    made = _begin(
        form,
        area,
        carried.definition,
        made_from=now.version,
        product=_known_edition(now),
        origin=carried.origin,
        by=by,
        at=at,
    )
    for trial in carried.trials:
        if not FormTrial.objects.filter(form=form, area=area, values=trial["values"]).exists():
            FormTrial.objects.create(
                form=form, area=area, title=trial["title"][:120], values=trial["values"], recorded=trial["recorded"],
                open=[str(each) for each in trial["open"]], key=_key_for(key, trial["title"]), at=at, by=by,
            )  # fmt: skip
    return made


def _key_for(key: UUID, title: str) -> UUID:
    return UUID(digest_of(f"{key} {title}")[:32])


def _hold(form: Form, area: Area) -> None:
    one_at_a_time(f"form {form.pk} of area {area.pk}")


def _begin(form, area, data: dict, *, by, at, made_from=None, product=None, origin="") -> FormDraft:
    _hold(form, area)
    if FormDraft.objects.filter(form=form, area=area).exists():
        raise DraftBegun(form.key)
    draft = FormDraft.objects.create(
        form=form, area=area, made_from=made_from, product=product, origin=origin, definition=as_written(data), begun_at=at,
        begun_by=by, saved_at=at, saved_by=by,
    )  # fmt: skip
    audit.did("began a draft of a form", "area", area.pk, form=form.key)
    return draft


def data_of(draft: FormDraft) -> dict:
    return json.loads(draft.definition)


def form_of(draft: FormDraft) -> Definition:
    """The draft as a form. A draft is always sound."""
    return read(draft.form.key, data_of(draft))


def fingerprint(part) -> str:
    """By which a page tells whether what it drew is still what stands in the draft."""
    return digest_of(json.dumps(part, sort_keys=True))[:16]


@transaction.atomic
def change(
    *, draft: FormDraft, edit: Callable[[dict], str], key: UUID, by: Actor, at: datetime,
    piece: Callable[[dict], object] | None = None, seen: str = "",
) -> FormDraft:  # fmt: skip
    """Make one change of a draft, once: the same `key` again does nothing. `piece` finds what the change is about, `seen` is
    its fingerprint when the editor opened it. Raises DraftGone, ChangedMeanwhile, NotPossible.
    """
    held = FormDraft.objects.select_for_update(of=("self",)).select_related("form", "area").filter(pk=draft.pk).first()
    if held is None:
        raise DraftGone(draft.public_id)
    if held.steps.filter(key=key).exists():
        return held
    data = data_of(held)
    if piece is not None and seen != fingerprint(piece(data)):
        raise ChangedMeanwhile(held.steps.select_related("by__membership__user").order_by("-at", "-pk").first())
    before = lost(held.form, read(held.form.key, data))
    words = edit(data)
    form = read(held.form.key, data)
    if fresh := [each for each in lost(held.form, form) if each not in before]:
        raise NotPossible(fresh[0])
    held.definition, held.saved_at, held.saved_by = as_written(data), at, by
    held.revision += 1
    held.save(update_fields=["definition", "saved_at", "saved_by", "revision"])
    FormDraftStep.objects.create(draft=held, key=key, words=words[:300], at=at, by=by)
    audit.did("edited a form", "area", held.area_id, form=held.form.key)
    return held


def lost(form: Form, definition: Definition) -> list[str]:
    """What rooms rely on and this definition no longer keeps, in words."""
    product = newest_of_product(form)
    return list(breaches(definition_of(product), definition).values()) if product else []


def keys_ever(form: Form, area: Area) -> set[str]:
    """Every key that a version of the form has used: none is given to a question that means something else."""
    rows = FormVersion.objects.filter(form=form, area__isnull=True) | FormVersion.objects.filter(form=form, area=area)
    return {each.question["key"] for row in rows for each in every(json.loads(row.definition))}


def retired(draft: FormDraft) -> dict[str, dict]:
    """The questions that earlier versions asked and the draft does not, as they were asked last, by key."""
    there = {each.question["key"] for each in every(data_of(draft))}
    rows = FormVersion.objects.filter(form=draft.form, area__isnull=True) | FormVersion.objects.filter(
        form=draft.form, area=draft.area
    )
    made: dict[str, dict] = {}
    for row in rows.order_by("released_at", "pk"):
        for each in every(json.loads(row.definition)):
            if each.question["key"] not in there and each.group is None:
                made[each.question["key"]] = each.question
    return made


@transaction.atomic
def discard(*, draft: FormDraft, by: Actor, at: datetime) -> None:
    """Throw a draft away; the version in force stays."""
    audit.did("discarded a draft of a form", "area", draft.area_id, form=draft.form.key)
    FormDraft.objects.filter(pk=draft.pk).delete()


@dataclass(frozen=True)
class Tried:
    """A kept trial and what of it fails now; nothing when it passes."""

    trial: FormTrial
    fails: list[str]


def try_all(draft: FormDraft, definition: Definition, *, on: date) -> list[Tried]:
    """Every kept trial of the form, tried on a definition."""
    kept = FormTrial.objects.filter(form=draft.form, area=draft.area).order_by("at", "pk")
    return [Tried(each, trials.fails(definition, each.values, each.recorded, each.open, on=on)) for each in kept]


@transaction.atomic
def keep_trial(*, draft: FormDraft, title: str, values: dict, key: UUID, by: Actor, at: datetime) -> FormTrial:
    """Keep invented answers, with what the draft makes of them, as a trial of the form. The same `key` again adds nothing."""
    _hold(draft.form, draft.area)
    if known := FormTrial.objects.filter(key=key).first():
        return known
    made = trials.outcome(form_of(draft), values, on=london_date(at))
    audit.did("kept a trial of a form", "area", draft.area_id, form=draft.form.key)
    return FormTrial.objects.create(
        form=draft.form, area=draft.area, title=title, values=values, recorded=made.recorded, open=list(made.open), key=key,
        at=at, by=by,
    )  # fmt: skip


@transaction.atomic
def accept_trial(*, trial: FormTrial, draft: FormDraft, by: Actor, at: datetime) -> None:
    """What the draft makes of a trial is what is wanted from now on."""
    made = trials.outcome(form_of(draft), trial.values, on=london_date(at))
    trial.recorded, trial.open = made.recorded, list(made.open)
    trial.save(update_fields=["recorded", "open"])
    audit.did("changed what a trial of a form expects", "area", draft.area_id, form=draft.form.key)


@transaction.atomic
def drop_trial(*, trial: FormTrial, by: Actor, at: datetime) -> None:
    audit.did("took away a trial of a form", "area", trial.area_id, form=trial.form.key)
    trial.delete()


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
) -> FormInForce:  # fmt: skip
    """Put a draft in force from a day on, as the area's next version. The same `key` again releases nothing more.

    `revision` is the one whose differences were read. Raises DraftGone, ChangedMeanwhile, NothingChanged, NotReady, NotThatDay.
    """
    one_at_a_time(key)
    if known := FormInForce.objects.filter(key=key).first():
        return known
    held = FormDraft.objects.select_for_update(of=("self",)).select_related("form", "area").filter(pk=draft.pk).first()
    if held is None:
        raise DraftGone(draft.public_id)
    if held.revision != revision:
        raise ChangedMeanwhile(held.steps.select_related("by__membership__user").order_by("-at", "-pk").first())
    starts_at = _starts_at(held.form, held.area, starts_on, at)
    now = holding(held.form, area=held.area, at=at)
    if now.version and now.version.definition == held.definition:
        raise NothingChanged(held.form.key)
    if reasons := in_the_way(held, on=london_date(at)):
        raise NotReady(reasons)
    version = _version(held, note, by, at)
    row = FormInForce.objects.create(
        form=held.form, area=held.area, version=version, product=held.product, why=FormInForce.Why.RELEASED, note=note,
        starts_at=starts_at, key=key, at=at, by=by,
    )  # fmt: skip
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
        form=draft.form, area=draft.area, number=newest + 1, definition=draft.definition, digest=digest, released_at=at,
        source=draft.origin, made_from=draft.made_from, note=note, by=by,
    )  # fmt: skip


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
    _hold(version.form, area)
    if known := FormInForce.objects.filter(key=key).first():
        return known
    now = holding(version.form, area=area, at=at)
    if now.version == version and not now.follows_product:
        raise NothingChanged(version.form.key)
    row = FormInForce.objects.create(
        form=version.form, area=area, version=version, product=_known_edition(now), why=FormInForce.Why.ROLLED_BACK, note=note,
        starts_at=at, key=key, at=at, by=by,
    )  # fmt: skip
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
    _hold(form, area)
    if known := FormInForce.objects.filter(key=key).first():
        return known
    now = holding(form, area=area, at=at)
    if new_edition(now) is None:
        raise NothingChanged(form.key)
    row = FormInForce.objects.create(
        form=form, area=area, version=now.version, product=now.newest_of_product, why=FormInForce.Why.KEPT, note=note,
        starts_at=at, key=key, at=at, by=by,
    )  # fmt: skip
    audit.did("kept a form beside a new edition", "area", area.pk, form=form.key)
    return row
