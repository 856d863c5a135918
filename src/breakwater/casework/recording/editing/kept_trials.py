"""Trials that an area keeps of a form: tried again at each release."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from breakwater.casework.recording.definitions import Form as Definition
from breakwater.casework.recording.models import Form, FormDraft, FormTrial
from breakwater.foundation import audit
from breakwater.foundation.dates import london_date
from breakwater.partnership.organisations.models import Actor, Area

from . import trials
from .drafts import form_of, hold


@dataclass(frozen=True)
class Tried:
    """A kept trial and what of it fails now; nothing when it passes."""

    trial: FormTrial
    fails: list[str]


def trials_of(form: Form, area: Area) -> QuerySet[FormTrial]:
    """The kept trials of a form, in the order in which they were kept."""
    return FormTrial.objects.filter(form=form, area=area).order_by("at", "pk")


def try_all(draft: FormDraft, definition: Definition, *, on: date) -> list[Tried]:
    """Every kept trial of the form, tried on a definition."""
    return [
        Tried(each, trials.fails(definition, each.values, each.recorded, each.open, on=on))
        for each in trials_of(draft.form, draft.area)
    ]


@transaction.atomic
def keep_trial(*, draft: FormDraft, title: str, values: dict, key: UUID, by: Actor, at: datetime) -> FormTrial:
    """Keep invented answers, with what the draft makes of them, as a trial of the form. The same `key` again adds nothing."""
    hold(draft.form, draft.area)
    if known := FormTrial.objects.filter(key=key).first():
        return known
    made = trials.outcome(form_of(draft), values, on=london_date(at))
    audit.did("kept a trial of a form", "area", draft.area_id, form=draft.form.key)
    return FormTrial.objects.create(
        form=draft.form,
        area=draft.area,
        title=title,
        values=values,
        recorded=made.recorded,
        open=list(made.open),
        key=key,
        at=at,
        by=by,
    )


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
