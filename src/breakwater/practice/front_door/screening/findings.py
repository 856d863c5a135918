"""What screening has found out about a contact, in words, for its page and for the page that decides it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from breakwater.casework.thresholds import operations as thresholds
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.presenting import Relative

from ..models import Contact, Proposal, Rag, ScreeningItem, ScreeningRecord, SiblingConsidered
from ..social_care_list import listed_children as social_care
from .operations.record import considered_of
from .operations.requirements import may_approve, missing_of_record
from .rating_floors import FACTS, Floor, Read, floor_for, is_rated_below
from .repeat_contacts import Repeat

WORKERS = ("brother", "sister")  # part of what a sibling is called
TITLES = {
    ScreeningItem.Kind.RISK: "Risk factors",
    ScreeningItem.Kind.PROTECTIVE: "Protective factors",
    ScreeningItem.Kind.COMPLICATING: "Complicating factors",
    ScreeningItem.Kind.UNKNOWN: "Not known yet",
}
BASIC_CHECKS = "Basic checks found"
ROWS = (
    (BASIC_CHECKS, "known_status"),
    ("Seen and heard", "child_seen_and_heard"),
    ("What the child's life is like", "lived_experience"),
    ("What the history says", "history_analysis"),
    ("Fathers and other adults", "adults_considered"),
    ("Culture and identity", "culture_and_identity"),
    ("Basis for asking agencies", "lawful_basis"),
    ("Why asking is proportionate", "checks_proportionate"),
)


@dataclass(frozen=True)
class Side:
    """Everything that screening found, for who may read the contact. `social_care` is None for those who do not see it."""

    social_care: social_care.Known | None
    floor: Floor
    record: ScreeningRecord | None
    rows: Sequence[dict]
    versions: Sequence[dict]
    items: Sequence[dict]
    considered: Sequence[SiblingConsidered]
    to_consider: Sequence[Person]
    ratings: Sequence[dict]
    is_rated_below: bool
    rated_because: str
    lacks: Sequence[str]
    proposal: Proposal | None
    may_answer: bool = False
    refusals: Sequence[Proposal] = field(default_factory=tuple)

    @property
    def is_open_with(self):
        """The case that social care has open, where its list names one."""
        return self.social_care.open_with if self.social_care else None


def side_of(
    contact: Contact,
    actor: Actor,
    *,
    now: datetime,
    repeat: Repeat | None = None,
    relatives: Sequence[Relative] = (),
    together: Sequence[Contact],
    answers: Mapping,
) -> Side:
    """What screening found of one contact; the same queries whatever hangs from it.

    `together` are the other contacts of its submission by their place, `answers` what the sender's form says.
    """
    records = list(contact.screening_records.select_related("by__membership__user").order_by("-number"))
    proposals = list(
        contact.proposals.select_related("by__membership__user", "answered_by__membership__user").order_by("-at")
    )
    waiting = next((one for one in proposals if one.answered_at is None), None)
    considered = considered_of(contact)
    known = social_care.known_of(contact)
    overseer = actor.membership is not None and actor.membership.role.has_oversight
    ratings = list(contact.ratings.select_related("by__membership__user").order_by("-at", "-pk"))
    floor = floor_for(
        contact,
        on=london_date(now),
        repeat=repeat,
        read=Read(answers=answers, ticked=records[0].facts if records else (), known=known),
    )
    return Side(
        social_care=social_care.known(contact, now=now, rows=known, found=records[0].known_status if records else "")
        if overseer
        else None,
        floor=floor,
        is_rated_below=is_rated_below(contact, floor, ratings[0] if ratings else None),
        record=records[0] if records else None,
        rows=[*(_dated(rows_of(records[0]), records[0], now) if records else []), *_level(contact)],
        versions=[
            {
                "title": f"Version {one.number}{', not saved yet' if one.is_draft else ''}, {moment_in_words(one.saved_at, now=now)}, {one.by.said}",
                "rows": rows_of(one),
            }
            for one in records[1:]
        ],
        items=_items(contact),
        considered=considered,
        to_consider=_to_consider(contact, considered, relatives, together),
        ratings=[
            {
                "title": f"{Rag(one.rag).label}{f', before {Rag(one.before).label.lower()}' if one.before else ''}"
                + (", a manager's override" if one.is_override else ""),
                "words": ". ".join(
                    filter(
                        None,
                        [
                            one.reason,
                            one.evidence,
                            one.is_override and f"The facts allowed no less than: {one.floor_because}",
                        ],
                    )
                ),
                "when": one.at,
                "who": one.by.said,
            }
            for one in ratings
        ],
        rated_because=contact.rag_reason,
        lacks=missing_of_record(contact, contact.outcome, records[:1]),
        proposal=waiting,
        may_answer=waiting is not None
        and may(actor, Permission.CONTACT_DECIDE, contact)
        and may_approve(actor)
        and (waiting.by.membership is None or waiting.by.membership.user_id != actor.membership.user_id),
        refusals=[one for one in proposals if one.agreed is False],
    )


def _dated(rows: list[dict], record: ScreeningRecord, now: datetime) -> list[dict]:
    """What the basic checks found, with when it was written: it says nothing of what social care has learnt since (SG-07)."""
    written = f"recorded {moment_in_words(record.saved_at, now=now)}"
    return [row | {"value": f"{row['value']}, {written}"} if row["key"] == BASIC_CHECKS else row for row in rows]


def rows_of(record: ScreeningRecord, boxes: Collection[str] = ()) -> list[dict]:
    """A record's filled boxes, or those named alone, as design's summary list draws them."""
    made = []
    for label, name in ROWS:
        if boxes and name not in boxes:
            continue
        says = getattr(record, f"get_{name}_display", None)
        value = says() if says else getattr(record, name)
        if value:
            made.append({"key": label, "value": value})
    if "facts" in boxes:
        ticked = "; ".join(FACTS[key].words for key in record.facts if key in FACTS)
        made.append({"key": "Ticked as true", "value": ticked or "Nothing"})
    return made


def _level(contact: Contact) -> list[dict]:
    """The level of need seen last, why, what was ticked and what nobody has said; nothing where nobody has said one."""
    view = thresholds.view_of(contact.case)
    if view is None:
        return []
    seen = [one.indicator.text for one in view.considered.select_related("indicator").order_by("indicator__order")]
    missing = [one.words for one in view.missing.order_by("pk")]
    rows = [
        ("Level of need seen", f"{view.edition.label_of(view.level)}. {view.reason}"),
        ("Indicators", "; ".join(seen)),
        ("Expected and not known", "; ".join(missing)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _items(contact: Contact) -> list[dict]:
    found = list(contact.screening_items.filter(taken_back_at=None).order_by("known_on", "pk"))
    return [
        {
            "title": title,
            "items": [
                {
                    "words": item.words,
                    "shown_by": ", ".join(filter(None, [item.agency, item.known_on and day(item.known_on)])),
                    "id": item.public_id,
                }
                for item in found
                if item.kind == kind
            ],
        }
        for kind, title in TITLES.items()
    ]


def _to_consider(contact: Contact, considered, relatives: Sequence[Relative], together) -> list[Person]:
    """Brothers and sisters on whom nothing is said yet: one who came with the same form has a contact, and is decided there."""
    done = {contact.child_id, *(row.person_id for row in considered), *(other.child_id for other in together)}
    known = [one.person for one in relatives if any(word in one.is_their for word in WORKERS)]
    return [one for one in {one.pk: one for one in known}.values() if one.pk not in done]
