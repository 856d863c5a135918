"""A small form of the product, and what an area does with it: a draft, a change, a release."""

from uuid import uuid4

from django.utils import timezone

from breakwater.casework.models import FormDraft, FormVersion
from breakwater.casework.recording.editing import operations as keeping
from breakwater_dev.testing import factories as make

AT = timezone.now()

KEY = "testing.kept"

DATA = {
    "title": "A form",
    "audience": "staff",
    "pages": [
        {
            "key": "one",
            "title": "One",
            "questions": [
                {"key": "worry", "kind": "long_text", "label": "What is the worry?", "required": "always"},
                {
                    "key": "colour",
                    "kind": "one_of",
                    "label": "Which colour?",
                    "options": {"red": "Red", "blue": "Blue", "green": "Green"},
                },
                {"key": "why_red", "kind": "text", "label": "Why red?", "when": {"question": "colour", "is": "red"}},
            ],
        },
        {
            "key": "two",
            "title": "Two",
            "questions": [
                {
                    "key": "children",
                    "kind": "group",
                    "one": "child",
                    "label": "Children",
                    "questions": [
                        {"key": "name", "kind": "text", "label": "Name"},
                        {"key": "born", "kind": "date", "label": "Born"},
                    ],
                },
                {"key": "count", "kind": "calculated", "function": "count", "of": ["children"], "label": "How many"},
            ],
        },
    ],
}


def form_row():
    """The form's row."""
    return FormVersion.objects.get(form__key=KEY, area=None, number=1).form


def draft_of(by, **more) -> FormDraft:
    """A draft from what holds, or from another version."""
    return keeping.begin_draft(form=form_row(), area=make.area(), by=by, at=AT, **more)


def edit(draft, by, change, *arguments, key=None, **words):
    """Make one change of a draft."""
    return keeping.change(
        draft=draft, edit=lambda data: change(data, *arguments, **words), key=key or uuid4(), by=by, at=AT
    )


def release(draft, by, *, on=None, at=AT, key=None):
    """Release a draft from today, or from another day."""
    draft.refresh_from_db()
    return keeping.release(
        draft=draft,
        revision=draft.revision,
        starts_on=on or timezone.localdate(),
        note="For this year",
        key=key or uuid4(),
        by=by,
        at=at,
    )
