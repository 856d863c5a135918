"""The lowest rating that the facts allow (TR-06): worked out from what was answered and found, each with its reason.

A rating below its floor needs a manager, on record. Facts come from the form's answers, from what a screener knows to be
true (`ScreeningRecord.facts`), from social care's list, and from how often the child came to the front door.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..models import CannotWait, Contact, Rag, Rating, ScreeningRecord, Submission
from ..social_care_list import listed_children
from .repeat_contacts import Repeat, repeats_of

RANK = {Rag.RED: 3, Rag.AMBER: 2, Rag.GREEN: 1, Rag.BLUE: 0, "": -1}
REPEAT_FLOOR = 3  # the third contact in twelve months


@dataclass(frozen=True)
class Fact:
    """Something that raises the lowest rating, as a screener ticks it and as the floor says it."""

    rag: str
    words: str


FACTS: Mapping[str, Fact] = {
    "baby_injury": Fact(Rag.RED, "a baby who cannot move about alone has a bruise or an injury"),
    "abuser_has_access": Fact(Rag.RED, "the child says they were sexually abused, and the person has access to them"),
    "sibling_removed": Fact(Rag.AMBER, "an unborn child whose brother or sister was removed before"),
    "baby_and_domestic_abuse": Fact(Rag.AMBER, "a child under one, and domestic abuse"),
    "looked_after_missing": Fact(Rag.AMBER, "a child who is looked after or on a plan is missing"),
    "afraid_to_go_home": Fact(Rag.AMBER, "the child is said to be afraid to go home"),
}


@dataclass(frozen=True)
class Floor:
    """The lowest rating allowed, and why; no rating and no reasons where nothing sets one."""

    rag: str = ""
    reasons: Sequence[str] = ()

    @property
    def because(self) -> str:
        return "; ".join(self.reasons)

    @property
    def words(self) -> str:
        """ "Red or above: a baby who cannot move about alone has a bruise or an injury"; empty where there is none."""
        if not self.rag:
            return ""
        return f"{Rag(self.rag).label}{'' if self.rag == Rag.RED else ' or above'}: {self.because}"

    def is_above(self, rag: str) -> bool:
        """Whether a rating lies below this floor."""
        return bool(self.rag) and RANK[rag] < RANK[self.rag]


def floor_of(*, facts: Iterable[str] = (), in_danger: bool = False, repeat: Repeat | None = None) -> Floor:
    """The floor that these facts set."""
    reasons = _reasons(facts, in_danger=in_danger, repeat=repeat)
    if not reasons:
        return Floor()
    highest = max((rag for rag, _ in reasons), key=RANK.get)
    return Floor(highest, tuple(words for rag, words in reasons if rag == highest))


def _reasons(facts: Iterable[str], *, in_danger: bool, repeat: Repeat | None) -> list[tuple[str, str]]:
    """Each reason with the rating that it sets."""
    reasons = [(Rag.RED, "the referrer says that a child is in danger now")] if in_danger else []
    reasons += [(FACTS[key].rag, FACTS[key].words) for key in dict.fromkeys(facts) if key in FACTS]
    if repeat and repeat.number >= REPEAT_FLOOR:
        reasons.append((Rag.AMBER, repeat.words))
    return reasons


def facts_answered(values: Mapping, *, about: Mapping | None = None) -> set[str]:
    """The facts that a contact form's answers state. `about` is the row of the child in question, where it is known."""
    found = set()
    kinds = set(_many(values.get("concern_types")))
    rows = [about] if about else _rows(values.get("children"))
    if _yes(values.get("baby_injury")):
        found.add("baby_injury")
    if "sexual" in kinds and any(
        "alleged_harm" in _many(adult.get("adult_flags"))
        and adult.get("adult_lives_with_child") in ("yes", "part_time")
        for adult in _rows(values.get("family"))
    ):
        found.add("abuser_has_access")
    if "domestic_abuse" in kinds and any(row.get("child_age") == 0 or _is_baby(row) for row in rows):
        found.add("baby_and_domestic_abuse")
    for key in ("abuser_has_access", "sibling_removed", "looked_after_missing", "afraid_to_go_home"):
        if _yes(values.get(key)):
            found.add(key)
    return found


@dataclass(frozen=True)
class Read:
    """What was read of a contact already: the form's answers, what the newest screening record ticks, social care's rows."""

    answers: Mapping
    ticked: Iterable[str]
    known: Sequence


def facts_of(
    contact: Contact,
    *,
    is_looked_after_or_on_a_plan: bool = False,
    age_in_months: int | None = None,
    read: Read | None = None,
) -> set[str]:
    """Every fact known of a contact: answered, ticked by the screener, and from social care's list."""
    values = read.answers if read else _answers(contact)
    found = facts_answered(values, about=_row_of(contact, values))
    found |= set((read.ticked if read else _ticked(contact)) or ())
    if contact.cannot_wait == CannotWait.BABY:  # said on the telephone, where no form has it
        found.add("baby_injury")
    kinds = set(_many(values.get("concern_types")))
    if is_looked_after_or_on_a_plan and "missing" in kinds:
        found.add("looked_after_missing")
    if age_in_months is not None and age_in_months < 12 and "domestic_abuse" in kinds:
        found.add("baby_and_domestic_abuse")
    return found


def floor_for(contact: Contact, *, on, repeat: Repeat | None = None, read: Read | None = None) -> Floor:
    """The floor of a contact as it stands, with its reasons."""
    return floor_of(
        facts=_all_facts(contact, on=on, read=read),
        in_danger=contact.immediate_danger,
        repeat=repeat or repeats_of([contact]).get(contact.pk),
    )


def harm_of(contact: Contact, *, on) -> Floor:
    """The red floor that what happened to the child sets, whoever says how near the danger is; none where nothing sets it."""
    found = floor_of(facts=_all_facts(contact, on=on))
    return found if found.rag == Rag.RED else Floor()


def is_rated_below(contact: Contact, floor: Floor, newest: Rating | None) -> bool:
    """Whether a contact is rated lower than the facts allow by now, and no manager rated it so knowing as much (TR-06)."""
    is_known = newest is not None and newest.is_override and RANK[newest.floor] >= RANK[floor.rag]
    return bool(contact.rag) and floor.is_above(contact.rag) and not is_known


def reasons_of(contact: Contact, *, on) -> list[str]:
    """Every reason for a lowest rating, the highest first: also those that a higher one leaves unsaid in the floor."""
    reasons = _reasons(
        sorted(_all_facts(contact, on=on)),
        in_danger=contact.immediate_danger,
        repeat=repeats_of([contact]).get(contact.pk),
    )
    return [words for _, words in sorted(reasons, key=lambda reason: -RANK[reason[0]])]


def _all_facts(contact: Contact, *, on, read: Read | None = None) -> set[str]:
    """With what social care's list and the child's age add."""
    known = read.known if read else listed_children.known_of(contact)
    return facts_of(
        contact,
        is_looked_after_or_on_a_plan=any(one.status in ("CLA", "CP") and one.is_open for one in known),
        age_in_months=_months(contact, on),
        read=read,
    )


def _answers(contact: Contact) -> Mapping:
    """What the sender's form says. Nothing where the submission is hidden with another of its children."""
    found = Submission.objects.filter(pk=contact.submission_id).values_list("answers__values", flat=True).first()
    return found or {}


def _ticked(contact: Contact) -> Sequence[str] | None:
    """What the newest screening record says to be true."""
    return ScreeningRecord.objects.filter(contact=contact).order_by("-number").values_list("facts", flat=True).first()


def _row_of(contact: Contact, values: Mapping) -> Mapping | None:
    rows = _rows(values.get("children"))
    return rows[contact.position] if contact.position < len(rows) else None


def _months(contact: Contact, on) -> int | None:
    child = contact.child if contact.child_id else None
    if child is None or child.born_on is None:
        return None
    return (on.year - child.born_on.year) * 12 + on.month - child.born_on.month - (on.day < child.born_on.day)


def _is_baby(row: Mapping) -> bool:
    return row.get("child_age_known") == "about" and row.get("child_age") in (0, "0")


def _yes(value) -> bool:
    return value is True or value == "yes"


def _many(value) -> list[str]:
    if isinstance(value, Mapping):
        value = value.get("chosen") or []
    return [each for each in value if isinstance(each, str)] if isinstance(value, (list, tuple)) else []


def _rows(value) -> list[Mapping]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, (list, tuple)) else []
