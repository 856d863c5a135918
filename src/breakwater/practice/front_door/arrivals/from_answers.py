"""From the answers of a form to what the front door takes in. Pure functions of plain values: any shape is survived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from breakwater.casework.models import Answers
from breakwater.casework.recording.conditions import as_word, is_given
from breakwater.casework.recording.row_questions import answer_of, row_key
from breakwater.foundation.dates import PartDate
from breakwater.foundation.facts import values_of
from breakwater.partnership.organisations.models import Organisation

from ..models.arrivals import IN_A_REFUGE, NOBODY_NAMED, NOT_NAMED_AT, UNBORN, WROTE_TO_US
from ..models.named_people import LivesWithChild, ResponsibilityTold
from ..screening.operations.named_people import PROFESSIONAL, AdultTold
from ..screening.people_as_told import as_reach
from ..senders import Sender
from .operations.arrivals import Arrival, ChildTold

NOTHING_WRITTEN = "Nothing was written here"

# Children in Need census codes of where a contact comes from (FD 6.9).
RELATIVE, ACQUAINTANCE, SELF, OTHER_PERSON, ANONYMOUS, UNKNOWN = "1A", "1B", "1C", "1D", "9", "10"
SOURCE_OF_KIND = {
    Organisation.Kind.SCHOOL: "2A",
    Organisation.Kind.EARLY_YEARS: "2B",
    Organisation.Kind.HEALTH: "3F",
    Organisation.Kind.HOUSING: "4",
    Organisation.Kind.COUNCIL: "5B",
    Organisation.Kind.POLICE: "6",
    Organisation.Kind.PROBATION: "7",
    Organisation.Kind.VOLUNTARY: "8",
    Organisation.Kind.OTHER: "8",
}
SOCIAL_CARE, SOCIAL_CARE_ROLES = "5A", {"social_worker", "emergency_duty", "mash_screener", "mash_manager"}
SOURCE_OF_RELATION = {"parent": RELATIVE, "relative": RELATIVE, "neighbour": ACQUAINTANCE, "friend": ACQUAINTANCE}
CALLERS = {
    RELATIVE: "A parent, carer or relative",
    ACQUAINTANCE: "A neighbour, childminder or friend of the family",
    SELF: "The child",
    OTHER_PERSON: "Another member of the public",
    "2A": "School or college",
    "2B": "Education service or early years setting",
    "3A": "GP",
    "3B": "Health visitor",
    "3C": "School nurse",
    "3D": "Other primary health",
    "3E": "Accident and emergency",
    "3F": "Other health",
    "4": "Housing",
    "5A": "Children's social care",
    "5B": "Another part of the council",
    "5C": "Another council",
    "6": "Police",
    "7": "Court, probation, immigration or prison",
    "8": "Voluntary organisation or other agency",
    ANONYMOUS: "Somebody who would not say",
    UNKNOWN: "Not known",
}


@dataclass(frozen=True)
class Concern:
    """What a form's answers say: the concern, about which children, from whom."""

    worry: str
    immediate_danger: bool | None
    children: tuple[ChildTold, ...]
    sender: Sender

    def arrival(self, answers: Answers, **more) -> Arrival:
        """The same as the front door receives it with `answers`; `more` are other fields of an Arrival."""
        said = values_of(self, "worry", "immediate_danger", "children", "sender")
        return Arrival(**{"area": answers.area, "answers": answers} | said | more)


def told_by_child(values: Mapping, *, on: date) -> Concern:
    """What a child or young person told us. One contact: about them, or about whom they named."""
    about_whom = as_word(values.get("about_whom"))
    name = _text(values, "name")
    about_me = about_whom in ("", "me")
    if about_me:
        named = name or WROTE_TO_US
        born = _born_at_age(values.get("age"), on=on)
    else:
        key = {"friend": "child_name", "family": "child_name_family"}.get(about_whom, "child_name_other")
        named, born = _text(values, key) or NOBODY_NAMED, ""
    child = ChildTold(
        named_as=named, born=born, address=_text(values, "location"), school=_text(values, "contact_school")
    )
    way = as_word(values.get("contact_way"))
    return Concern(
        worry=_text(values, "worry") or NOTHING_WRITTEN,
        immediate_danger=danger_in(values),
        children=(child,),
        sender=Sender(
            words=name,
            source_code=SELF if about_me else OTHER_PERSON if name else ANONYMOUS,
            wants_feedback=way not in ("", "not_safe"),
        ),
    )


def told_by_public(values: Mapping, *, on: date) -> Concern:
    """What a member of the public told us: a contact for each child, or one for whoever lives there (scenario A)."""
    lines, postcode = _address(values.get("location"))
    children = tuple(
        ChildTold(
            named_as=_text(row, "child_name") or _somewhere(lines),
            born=_born_at_age(row.get("child_age"), on=on),
            address=lines,
            postcode=postcode,
            school=_text(row, "child_school"),
        )
        for row in _rows(values.get("children"))
    )
    name, contact = _text(values, "name"), values.get("contact")
    known = bool(name or is_given(contact))
    return Concern(
        worry=_text(values, "worry") or NOTHING_WRITTEN,
        immediate_danger=danger_in(values),
        children=children or (ChildTold(named_as=_somewhere(lines), address=lines, postcode=postcode),),
        sender=Sender(
            words=name,
            source_code=SOURCE_OF_RELATION.get(as_word(values.get("relation")), OTHER_PERSON) if known else ANONYMOUS,
            wants_feedback=known,
        ),
    )


@dataclass(frozen=True)
class ToldBy:
    """Who a form says wrote it: their name and job, and their organisation."""

    person: str
    organisation: str


def told_by(values: Mapping) -> ToldBy:
    person = ", ".join(filter(None, [_text(values, "sender_name"), _text(values, "sender_job")]))
    return ToldBy(person, _organisation(values.get("sender_organisation")))


def told_by_professional(values: Mapping, *, on: date, people: Mapping[tuple, object] | None = None) -> Concern:
    """What a professional told us. `people` maps `row_facts` to the one pupil of the sender's own roll who bears them."""
    children = tuple(
        _child_of(row, values, number, on=on, people=people or {})
        for number, row in enumerate(_rows(values.get("children")), start=1)
    )
    by = told_by(values)
    who = ", ".join(filter(None, [by.person, by.organisation]))
    return Concern(
        worry=_text(values, "worry") or NOTHING_WRITTEN,
        immediate_danger=danger_in(values),
        children=children or (ChildTold(),),
        sender=Sender(
            words=who[:240],
            wants_feedback=as_word(values.get("feedback_route")) != "none",
        ),
    )


def _child_of(row: Mapping, values: Mapping, number: int, *, on: date, people: Mapping) -> ChildTold:
    """A child of the form: what stands in its row, and what is said of it or of all the children elsewhere."""
    key = row_key(row, number)
    lines, postcode = _address(answer_of(values.get("child_address"), key))
    known = as_word(row.get("child_age_known"))
    born = (
        _text(row, "child_born")
        if known == "born"
        else _born_at_age(row.get("child_age"), on=on)
        if known == "about"
        else ""
    )
    name = " ".join(filter(None, [_text(row, "child_first_name"), _text(row, "child_family_name")]))
    also = _text(row, "child_known_as")
    named = f"{name} (known as {also})" if name and also else name or also or NOBODY_NAMED
    if known == "unborn":
        named = f"{UNBORN}: {named}" if named != NOBODY_NAMED else UNBORN
    return ChildTold(
        named_as=named[:240],
        born=born[:12],
        address=lines,
        postcode=postcode,
        school=_organisation(answer_of(values.get("child_school"), key)),
        person=people.get(row_facts(row)),
        adults=adults_of(values, key),
    )


def adults_of(values: Mapping, child: str) -> tuple[AdultTold, ...]:
    """The adults of the form as told of one child, by the child's row. A line of which nothing is said names nobody."""
    rows = enumerate(_rows(values.get("family")), start=1)
    told = [AdultTold(row_key(row, number), _adult_facts(row, child)) for number, row in rows]
    return tuple(
        one
        for one in told
        if (one.facts["named_as"] or one.facts["relation"]) and one.facts["relation"] != PROFESSIONAL
    )


def _adult_facts(row: Mapping, child: str) -> dict:
    """The facts of a NamedPerson in one line of the form."""
    lines, postcode = _address(row.get("adult_address"))
    given = row.get("adult_address")
    in_refuge = isinstance(given, dict) and given.get("instead") == "refuge"
    reach = row.get("adult_contact")
    reach = reach if isinstance(reach, dict) and not reach.get("state") else {}
    parts = row.get("adult_flags")
    responsible = as_word(answer_of(row.get("adult_parental_responsibility"), child)).upper()
    together = as_word(row.get("adult_lives_with_child")).upper()
    return {
        "named_as": _text(row, "adult_name")[:240],
        "relation": as_word(answer_of(row.get("adult_relation"), child))[:3],
        "parental_responsibility": responsible if responsible in ResponsibilityTold.values else "",
        "lives_with_child": together if together in LivesWithChild.values else "",
        "born_as_told": _text(row, "adult_born")[:12],
        "sex": {"f": "F", "m": "M"}.get(as_word(row.get("adult_sex")), "U"),
        "address_as_told": "" if in_refuge else lines,
        "postcode_as_told": postcode,
        "in_refuge": in_refuge,
        "reach_as_told": as_reach(str(reach.get("value", "")), str(reach.get("when", "")))[:120],
        "reach_is_safe": {"yes": "YES", "no": "NO", "not_known": "NOT_KNOWN"}.get(
            str(reach.get("safe", "")).lower(), ""
        ),
        "do_not_contact_because": _text(row, "adult_do_not_contact")[:240],
        "parts": [str(part) for part in parts] if isinstance(parts, list) else [],
    }


def row_facts(row: Mapping) -> tuple[str, str, str]:
    """First name, family name and date of birth as a row of the form has them."""
    return tuple(_text(row, key).casefold() for key in ("child_first_name", "child_family_name", "child_born"))


def danger_in(values: Mapping) -> bool | None:
    """Yes, no, or None for "not sure" and for no answer."""
    return {"yes": True, "no": False}.get(as_word(values.get("immediate_danger")))


def source_of_post(kind: str, role: str) -> str:
    """The census code for a contact made from a post in an organisation of this kind."""
    if kind == Organisation.Kind.COUNCIL and role in SOCIAL_CARE_ROLES:
        return SOCIAL_CARE
    return SOURCE_OF_KIND.get(kind, UNKNOWN)


def _text(values: Mapping, key: str) -> str:
    """Text as typed; what could not be read in an emergency is kept as it was typed."""
    value = values.get(key)
    if isinstance(value, dict):
        return str(value.get("typed", "")) if value.get("state") == "unclear" else ""
    return str(value).strip() if value not in (None, "") else ""


def _rows(value) -> list[Mapping]:
    return [row for row in value if isinstance(row, dict) and row] if isinstance(value, list) else []


def _address(value) -> tuple[str, str]:
    """Street and postcode; a refuge keeps neither."""
    if not isinstance(value, dict) or value.get("state"):
        return ("" if isinstance(value, dict) else str(value or "")), ""
    instead = {
        "no_fixed": "No fixed address",
        "temporary": "Temporary accommodation",
    }
    if value.get("instead") == "refuge":
        return IN_A_REFUGE, ""
    lines = ", ".join(part.strip() for part in str(value.get("lines", "")).splitlines() if part.strip())
    return (lines or instead.get(value.get("instead"), ""))[:300], str(value.get("postcode", ""))[:60]


def _organisation(value) -> str:
    return str(value.get("name", ""))[:200] if isinstance(value, dict) else ""


def _somewhere(lines: str) -> str:
    return f"{NOT_NAMED_AT}{lines}"[:240] if lines else NOBODY_NAMED


def _born_at_age(age, *, on: date) -> str:
    """An estimated year of birth from an age, as in 2014~."""
    return str(PartDate.from_age(age, on=on)) if isinstance(age, int) and not isinstance(age, bool) else ""
