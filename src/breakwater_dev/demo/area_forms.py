"""The invented area's forms: minutes with a history, and a next version of the contact form that is being worked on."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from breakwater.casework.models import Form, FormDraft
from breakwater.casework.recording.editing import changes
from breakwater.casework.recording.editing import operations as keeping
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.contact_form.operations.sending import PROFESSIONAL_FORM

from .life import Life

MINUTES = "examples.taf_minutes"
SHORTEST = {
    "immediate_danger": "no",
    "location": "home",
    "safe_next_day": "yes",
    "police": "no",
    "medical": "none_needed",
    "baby_injury": "no",
    "purpose": "safeguarding",
    "urgency": "within_day",
    "sender_name": "Iris Invented",
    "sender_job": "Teacher",
    "worry": "An invented worry, to try the form with.",
}


def tell(life: Life) -> None:
    """What the business manager did in the past months, and is doing now."""
    with acting_as(life.post("business manager")) as by:
        area, number = by.membership.team.area, iter(range(1, 100))

        def key() -> UUID:
            return UUID(int=(7 << 64) + next(number))

        def edit(draft: FormDraft, at, *edits: Callable[[dict], str]) -> FormDraft:
            for each in edits:
                draft = keeping.change(draft=draft, edit=each, key=key(), by=by, at=at)
            return draft

        _minutes_with_a_history(life, area, by, edit, key)
        _a_contact_form_in_progress(life, area, by, edit, key)


def _minutes_with_a_history(life, area, by, edit, key) -> None:
    began = life.now - timedelta(days=120)
    draft = keeping.begin_from_example(key=MINUTES, area=area, by=by, at=began)
    first = _release(draft, "The first version, from the example", key, by, began)
    form, later = first.form, life.now - timedelta(days=60)
    draft = keeping.begin_draft(form=form, area=area, by=by, at=later)
    draft = edit(
        draft,
        later,
        partial(changes.say_words, key="voice_words", label="What did the child tell us?", hint="In their own words."),
        partial(changes.retire, key="attendance"),
    )
    _release(draft, "Families asked for fewer figures", key, by, later)
    keeping.roll_back(
        version=first.version,
        area=area,
        note="Schools need attendance in the minutes",
        key=key(),
        by=by,
        at=life.now - timedelta(days=46),
    )


def _release(draft, note, key, by, at):
    return keeping.release(
        draft=draft, revision=draft.revision, starts_on=london_date(at), note=note, key=key(), by=by, at=at
    )


def _a_contact_form_in_progress(life, area, by, edit, key) -> None:
    form = Form.objects.get(key=PROFESSIONAL_FORM)
    began = life.now - timedelta(days=2)
    draft = keeping.begin_draft(form=form, area=area, by=by, at=began)
    dog = {"kind": "yes_no", "label": "Is there a dog that a visitor should know of?"}
    taken = keeping.keys_ever(form, area)
    draft = edit(
        draft,
        began,
        partial(changes.add, page="safety", group="", question=dog, after="location_words", taken=taken),
        lambda data: changes.set_when(data, dog["key"], {"question": "location", "is": "home"}),
        partial(changes.say_words, key="location", label="Where is the child at this moment?"),
        partial(changes.retire, key="sender_after_hours"),
    )
    keeping.keep_trial(
        draft=draft, title="A worry that is not urgent, from a teacher", values=SHORTEST, key=key(), by=by, at=began
    )
