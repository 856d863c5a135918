"""How another MASH rated a contact before it passed it on (SG-08): read beside our own rating, which is made again here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from breakwater.casework.handovers.models import Line
from breakwater.foundation.dates.in_words import exact_moment

from .models import Rag, Rating, Submission

RAG, AT, BY, AREA = "rated", "rated_at", "rated_by", "rated_in"  # in the `more` of a fact of the ledger


@dataclass(frozen=True)
class RatedElsewhere:
    """A rating of another MASH: which, by whom, when, and all of it in words."""

    rag: Rag
    mash: str
    words: str

    @property
    def is_red(self) -> bool:
        return self.rag == Rag.RED

    @property
    def in_brief(self) -> str:
        return f"Rated {self.rag.label.lower()} by {self.mash}. Not rated here yet"


def as_fact(rating: Rating) -> dict[str, str]:
    """What a fact of the ledger keeps of a rating beside its words."""
    return {RAG: rating.rag, AT: rating.at.isoformat(), BY: rating.by.said}


def over_the_boundary(words: str, more: Mapping, *, area: str) -> tuple[str, Mapping]:
    """A fact as it goes to another authority: a rating of ours says by which MASH, by whom and when; others stay as they are."""
    if RAG not in more or AREA in more:
        return words, more
    mash = f"{area} MASH"
    rated, _, why = " ".join(words.split()).partition(": ")
    when = exact_moment(datetime.fromisoformat(more[AT]))
    return f"{rated} by {mash} ({more[BY]}), {when}: {why}", {**more, AREA: mash}


def rated_elsewhere(passed_facts: Sequence[Mapping]) -> RatedElsewhere | None:
    """The last rating among what another authority passed on; None where it said none, or none that is known here."""
    found = [
        row
        for row in passed_facts
        if row["line"] == Line.THRESHOLD and AREA in row["more"] and row["more"].get(RAG) in Rag
    ]
    if not found:
        return None
    last = max(found, key=lambda row: row["more"].get(AT, ""))
    return RatedElsewhere(Rag(last["more"][RAG]), last["more"][AREA], last["words"])


def of_submissions(submissions: Sequence[int]) -> dict[int, RatedElsewhere]:
    """The same of some submissions, by their keys. One query."""
    rows = Submission.objects.filter(pk__in=submissions).exclude(passed_facts=[]).values_list("pk", "passed_facts")
    return {pk: found for pk, facts in rows if (found := rated_elsewhere(facts))}
