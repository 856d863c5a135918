"""An area's next version of a form while it is worked on: begun, changed a piece at a time, thrown away."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit, refusals
from breakwater.foundation.models.keys import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ..definitions import Form as Definition
from ..models import Form, FormDraft, FormDraftStep, FormTrial, FormVersion
from ..operations import as_written, digest_of
from .definition import NotPossible, every, read
from .differences import taken_over
from .examples import examples
from .form_files import Carried
from .in_force import holding, known_edition, lost


class DraftBegun(Refusal):
    """The area has a draft of this form already; one at a time is worked on."""

    words = "There is a draft already. Continue with that one"

    @staticmethod
    def first(then: str) -> str:
        return f"There is a draft already. Release or discard it first, then {then}"


class DraftGone(Refusal):
    words = "The draft was released or discarded meanwhile. Nothing was changed"


class ChangedMeanwhile(refusals.ChangedMeanwhile):
    """Someone else changed the same piece since it was opened. `step` says who and when, where it is known."""

    words = "The draft was changed while you had this page open. Read below what differs now, then release it"

    def __init__(self, draft: FormDraft):
        super().__init__(draft)
        self.step = draft.steps.select_related("by__membership__user").order_by("-at", "-pk").first()


class NothingChanged(Refusal):
    """The version would be the one in force; or the file holds what the draft holds."""

    words = "Nothing differs from the version in force. There is nothing to release"


class NotReady(Refusal):
    """The draft may not be released yet. `reasons` say what still stands in the way."""

    def __init__(self, reasons: list[str]):
        self.reasons = reasons
        super().__init__(words="; ".join(reasons))


@transaction.atomic
def begin_draft(*, form: Form, area: Area, by: Actor, at: datetime, version: FormVersion | None = None) -> FormDraft:
    """Begin an area's next version from the one in force, or from another one. Raises DraftBegun."""
    now = holding(form, area=area, at=at)
    version = version or now.version
    product = version if version.area_id is None else known_edition(now)
    return _begin(form, area, json.loads(version.definition), Origin(version, product), by=by, at=at)


@transaction.atomic
def begin_from_example(*, key: str, area: Area, by: Actor, at: datetime) -> FormDraft:
    """Begin a form of the area's own from an example. Raises DraftBegun, KeyError."""
    example = examples()[key]
    form, _ = Form.objects.get_or_create(key=key, defaults={"title": example.form.title})
    return _begin(form, area, example.data, Origin(words="An example that comes with Breakwater"), by=by, at=at)


@transaction.atomic
def begin_from_product(*, form: Form, area: Area, by: Actor, at: datetime) -> tuple[FormDraft, tuple[str, ...]]:
    """Begin a draft that joins the product's new edition into the area's own; with the questions where both differ.

    Raises DraftBegun, NotPossible.
    """
    now = holding(form, area=area, at=at)
    ours, theirs, base = now.version, now.newest_of_product, known_edition(now)
    merged = taken_over(*(json.loads(each.definition) for each in (base or ours, ours, theirs)))
    read(form.key, merged.data)
    draft = _begin(form, area, merged.data, Origin(ours, theirs), by=by, at=at)
    return draft, merged.contested


@transaction.atomic
def take_file(*, form: Form, carried: Carried, area: Area, key: UUID, by: Actor, at: datetime) -> FormDraft:
    """Make what a file holds the draft. The same file again changes nothing. Raises DraftBegun, NothingChanged, NotReady."""
    now = holding(form, area=area, at=at)
    hold(form, area)
    draft = FormDraft.objects.filter(form=form, area=area).first()
    if draft is not None:
        if draft.definition == as_written(carried.definition):
            raise NothingChanged(form.key)
        raise DraftBegun(form.key)
    if now.version and now.version.definition == as_written(carried.definition):
        raise NothingChanged(form.key)
    if reasons := lost(form, read(form.key, carried.definition)):
        raise NotReady(reasons)
    origin = Origin(now.version, known_edition(now), words=carried.origin)
    made = _begin(form, area, carried.definition, origin, by=by, at=at)
    for trial in carried.trials:
        if not FormTrial.objects.filter(form=form, area=area, values=trial["values"]).exists():
            FormTrial.objects.create(
                form=form,
                area=area,
                title=trial["title"][:120],
                values=trial["values"],
                recorded=trial["recorded"],
                open=[str(each) for each in trial["open"]],
                key=_key_for(key, trial["title"]),
                at=at,
                by=by,
            )
    return made


def _key_for(key: UUID, title: str) -> UUID:
    return UUID(digest_of(f"{key} {title}")[:32])


def hold(form: Form, area: Area) -> None:
    one_at_a_time(f"form {form.pk} of area {area.pk}")


@dataclass(frozen=True)
class Origin:
    """Where a draft comes from: the version it was made from, the product's edition it knows, or in `words`, a file or example."""

    made_from: FormVersion | None = None
    product: FormVersion | None = None
    words: str = ""


def _begin(form: Form, area: Area, data: dict, origin: Origin, *, by: Actor, at: datetime) -> FormDraft:
    hold(form, area)
    if FormDraft.objects.filter(form=form, area=area).exists():
        raise DraftBegun(form.key)
    draft = FormDraft.objects.create(
        form=form,
        area=area,
        made_from=origin.made_from,
        product=origin.product,
        origin=origin.words,
        definition=as_written(data),
        begun_at=at,
        begun_by=by,
        saved_at=at,
        saved_by=by,
    )
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
    *,
    draft: FormDraft,
    edit: Callable[[dict], str],
    key: UUID,
    by: Actor,
    at: datetime,
    piece: Callable[[dict], object] | None = None,
    seen: str = "",
) -> FormDraft:
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
        raise ChangedMeanwhile(held)
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
