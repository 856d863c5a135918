"""The form for the police: a PDF with the same answers as data within it, both encrypted (AES-256) with a passphrase kept nowhere."""

import json
from datetime import datetime
from pathlib import Path

from breakwater.casework.recording import answers as recording_answers
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design.locked_paper import locked
from breakwater.foundation.design.paper import paper

from ..codes import NATIONAL_FORM
from ..models import NationalForm
from .operations import writing

TEMPLATE = Path(__file__).parent / "papers" / "national_form.typ"


def encrypted(form: NationalForm, passphrase: str, *, at: datetime) -> bytes:
    """The PDF of a form, its answers as JSON attached, encrypted."""
    definition, values = writing.definition(form), writing.values_of(form)
    sections = recording_answers.summary(definition, values)
    data = {
        "edition": NATIONAL_FORM["edition"],
        "made": exact_moment(at),
        "sections": [
            {"title": each.title, "rows": [[str(row.question), str(row.value)] for row in each.rows]}
            for each in sections
        ],
    }
    answers = {key: value for key, value in values.items() if not key.startswith("_")}
    whole = {"form": definition.key, "edition": NATIONAL_FORM["edition"], "digest": form.digest, "answers": answers}
    attached = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    return locked(paper(TEMPLATE, data), passphrase, referral_json=attached)
