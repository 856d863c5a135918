"""The area's people beside one another, by the learnt model (SG-13).

Run as the area's service of lists: what the wall hides and whoever is guarded is not read at all, so never compared. All it finds
is for a person, and nothing is merged here.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Area

from ..duplicates.operations import reviewing
from ..duplicates.operations.reviewing import Suggestion
from ..models import Address, AlsoKnownAs, Enrolment, Identifier, PairToReview, Person, Precision
from ..search import weights
from . import FEWEST, FEWEST_OF_EACH

OURS = "people"
OWN_MODEL = "linking-model"  # a folder of the data folder


def suggest_doubles(*, area: Area, by: Actor, at: datetime) -> int:
    """Compare the area's children with one another and put in the queue whoever may be one child; how many were compared.

    Pairs settled before stay settled. It says how many records it read and nothing of what the queue left out (SG-13).
    """
    ours = list(_people(area))
    links = _linked(ours)
    pairs = (
        Suggestion(
            one=int(ours[links.left[n]]["record_id"]),
            two=int(ours[links.right[n]]["record_id"]),
            probability=float(links.probability[n]),
            tier=str(links.tier[n]),
            reasons=links.weigh(n),
            model_version=links.model_version,
        )
        for n in range(len(links))
        if links.tier[n] != "none"
    )
    reviewing.suggest(area=area, pairs=pairs, source=PairToReview.Source.BATCH, by=by, at=at)
    audit.did("compared the records of", "area", area.pk, records=len(ours))
    return len(ours)


def model_folder() -> Path | None:
    """The model of this installation, calibrated on its own decisions; None where the shipped one is used."""
    own = Path(settings.BREAKWATER_DATA) / OWN_MODEL
    return own if own.is_dir() else None


@dataclass(frozen=True)
class ModelInUse:
    """The model that compares: its version, on how many decisions made here it was calibrated, and what that takes."""

    version: str
    calibrated_on: int
    fewest: int = FEWEST
    fewest_of_each: int = FEWEST_OF_EACH


def model_in_use() -> ModelInUse:
    """Read from its card alone: pages load none of the libraries of linking."""
    card = json.loads(((model_folder() or weights.MODEL) / "card.json").read_text(encoding="utf-8"))
    return ModelInUse(card["version"], card.get("calibrated_on", {}).get("decisions", 0))


def _linked(rows: list[Mapping[str, str]]):
    """Which of these records may be one person. The libraries are large: they are loaded where lists are linked, and not by pages."""
    import pyarrow as pa

    from . import engine, prepare, second

    table = pa.table({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in prepare.COLUMNS})
    return engine.link(table, model=second.load(model_folder()))


def _people(area: Area) -> Iterator[dict[str, str]]:
    """The area's children as rows of a list; the guarded, the merged and adults in a child's life are not among them."""
    people = Person.objects.drawable().filter(area=area, is_adult_in_a_childs_life=False).order_by("pk")
    numbers = _latest(Identifier.objects.checked(), "value", "scheme")
    former = _latest(AlsoKnownAs.objects.filter(kind="FORMER").exclude(surname=""), "surname")
    homes = _latest(
        Address.objects.filter(Q(kind="HOME") | Q(kind="TEMPORARY"), kept_back=False), "home", home=F("lines")
    )
    codes = _latest(Address.objects.filter(Q(kind="HOME") | Q(kind="TEMPORARY"), kept_back=False), "postcode")
    schools = _latest(Enrolment.objects.filter(ends_on=None), "urn", urn=F("school__school__urn"))
    for person in people.iterator(chunk_size=5000):
        yield {
            "record_id": str(person.pk),
            "source": OURS,
            "forename": person.forename or person.known_as,
            "middle_names": person.middle_names,
            "surname": person.surname,
            "former_surname": former(person.pk),
            "dob": _date(person),
            "sex": person.sex if person.sex in ("M", "F") else "",
            "address": homes(person.pk),
            "postcode": codes(person.pk),
            "school_urn": schools(person.pk),
            "upn": numbers(person.pk, "UPN"),
            "nhs_number": numbers(person.pk, "NHS"),
        }


def _latest(rows, column: str, kind: str = "", **named) -> Callable[..., str]:
    """A person's latest value of a column, of a kind where one is asked for; empty where there is none."""
    held: dict[tuple, str] = defaultdict(str)
    for person, value, *more in (
        rows.annotate(**named).order_by("pk").values_list("person_id", column, *([kind] if kind else []))
    ):
        held[person, *more] = value or ""
    return lambda person, *of: held.get((person, *of), "")


def _date(person: Person) -> str:
    if person.expected_on:
        return person.expected_on.isoformat()
    if person.born_on is None or person.born_precision == Precision.MONTH:
        return ""
    return person.born_on.isoformat() if person.born_precision == Precision.DAY else f"{person.born_on.year}-01-01"
