"""The contact that goes with another room's form: an ordinary one, begun with what that form says of the child and sent with it (SG-01).

It is written on the same pages and sent by the same operation as every contact, so that nothing in it, and nothing that it lacks, says
that there was another form (SG-12).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from breakwater.casework.models import Answers
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import taken_out
from breakwater.casework.recording.row_questions import ALL, EACH, ROW, answer_of, fresh_row, row_key
from breakwater.casework.recording.words import SAFE_WORDS
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.organisations.registry import CONTACT_FORM, ContactBegun, ContactPlace, KnownOfChild

from ..arrivals.operations import allegation_intake
from ..feedback import operations as receipts
from .operations import agreements, approvals, roll, sending

NOT_KNOWN = {"state": "not_known"}
KEPT_FROM = "Must not be told"
LIVES = {"yes": "lives with them", "part_time": "lives with them some of the time", "no": "lives elsewhere"}


@CONTACT_FORM.register("begin")
@transaction.atomic
def begin(known: KnownOfChild, *, by: Actor, at: datetime) -> str:
    """Begin the contact in the sender's name. Raises NobodyReceives."""
    answers = sending.begin_contact(by=by, at=at)
    if known.pupil:
        roll.add_from_roll(answers=answers, picked=[known.pupil], by=by, at=at)
        answers.refresh_from_db()
    _put(answers, KnownOfChild(), known, by=by, at=at)
    return answers.public_id


@CONTACT_FORM.register("refill")
@transaction.atomic
def refill(public_id: str, before: KnownOfChild, after: KnownOfChild, *, by: Actor, at: datetime) -> None:
    """Put what the other form says now where the contact still has what it said before; what was written here meanwhile stays."""
    answers = _draft(public_id, by)
    if answers is not None and before != after:
        _put(answers, before, after, by=by, at=at)


@CONTACT_FORM.register("where")
def where(public_ids: Collection[str], *, by: Actor) -> dict[str, ContactPlace]:
    """Where the sender's own contacts are, without reading what is in them; those that were thrown away are not among them."""
    mine = Answers.objects.filter(
        version__form__key=sending.PROFESSIONAL_FORM, user=by.membership.user, public_id__in=public_ids
    )
    return {each.public_id: _place(each) for each in mine if not each.values.get(sending.DISCARDED)}


def _place(answers: Answers) -> ContactPlace:
    begins = reverse("front_door:draft", args=[answers.public_id])
    if answers.status == Answers.Status.DRAFT:
        return ContactPlace(begins, _at("draft_check", answers))
    receipt = receipts.receipt_of_key(f"answers-{answers.pk}").reference
    return ContactPlace(begins, reverse("front_door:receipt", args=[receipt]))


@CONTACT_FORM.register("state")
def state(public_id: str, *, by: Actor) -> ContactBegun | None:
    """How far it is; None where it was thrown away."""
    answers = _own(public_id, by)
    if answers is None or answers.values.get(sending.DISCARDED):
        return None
    form = recording.definition_of(answers.version)
    apart = taken_out.questions()
    seen = {key: value for key, value in answers.values.items() if key not in apart}
    read = recording_answers.summary(form, seen, href=lambda page: _at("draft_page", answers, page), unanswered=False)
    said = {
        "family": family_in_words(answers.values),
        "address": answer_of(answers.values.get("child_address"), _first_child(answers.values)) or "",
        "texts": [(str(row.question), section.href, str(row.value)) for section in read for row in section.rows],
        "begins": reverse("front_door:draft", args=[answers.public_id]),
    }
    if answers.status != Answers.Status.DRAFT:
        receipt = receipts.receipt_of_key(f"answers-{answers.pk}").reference
        return ContactBegun(receipt=receipt, at=reverse("front_door:receipt", args=[receipt]), **said)
    return ContactBegun(
        sections=recording_answers.tasks(form, answers.values, lambda page: _at("draft_page", answers, page)),
        missing=[
            (each.label, f"{_at('draft_page', answers, each.page)}?change")
            for each in agreements.in_the_way(form, answers.values)
        ],
        held_up=approvals.what_is_missing(answers),
        apart=_asked(answers, form, apart) if taken_out.take_out(answers.values) else [],
        of_staff=_asked(answers, form, [allegation_intake.ABOUT_STAFF])
        if allegation_intake.allegation_in(answers.values)
        else [],
        told=_told(answers, form),
        at=_at("draft_check", answers),
        **said,
    )


@CONTACT_FORM.register("send")
def send(public_id: str, *, by: Actor, at: datetime, sure: bool = False) -> str:
    """Send it as every contact is sent; one that was sent is not sent again. Raises what `sending.send_contact` raises."""
    return sending.send_contact(answers=_own(public_id, by), by=by, at=at, sure=sure).reference


def _first_child(values) -> str:
    children = values.get("children") or [{}]
    return row_key(children[0], 1)


def family_in_words(values) -> str:
    """Who the contact says is in the children's lives and how to reach each safely, a line for each."""
    said, children, child = [], values.get("children") or [{}], _first_child(values)
    for row in values.get("family") or []:
        relation = answer_of(row.get("adult_relation"), child)
        relation = relation.get("words", "") if isinstance(relation, dict) else ""
        responsible = answer_of(row.get("adult_parental_responsibility"), child) == "yes"
        name = row.get("adult_name")
        parts = [relation, LIVES.get(str(row.get("adult_lives_with_child")), "")]
        parts.append("has parental responsibility" if responsible else "")
        said.append((name if isinstance(name, str) else "", [*parts, *_reached(row), *_not_told(row)]))
    for row in children[1:]:
        names = (row.get("child_first_name"), row.get("child_family_name"))
        said.append((" ".join(each for each in names if isinstance(each, str)), ["brother, sister or other child"]))
    return "\n".join(": ".join(filter(None, [name, ", ".join(filter(None, parts))])) for name, parts in said)


def _reached(row) -> list[str]:
    """A number or e-mail address, whether it is safe to use, and when."""
    reach = row.get("adult_contact")
    if not isinstance(reach, dict) or not reach.get("value"):
        return []
    return [
        reach["value"],
        SAFE_WORDS.get(reach.get("safe", ""), SAFE_WORDS["not_known"]).lower(),
        reach.get("when", ""),
    ]


def _not_told(row) -> list[str]:
    why = row.get("adult_do_not_contact")
    return [f"must not be told: {why}"] if isinstance(why, str) and why else []


def _told(answers: Answers, form) -> list[tuple[str, str, str]]:
    """Who was told of the contact, as it says: a name, or "everyone" where it names nobody who holds parental responsibility."""
    said = [each for each in agreements.agreement_in(form, answers.values) if each.told == "yes"]
    return [
        (
            "everyone" if each.holder == agreements.EVERYONE else each.holder,
            f"{each.holder}: told of this contact",
            href,
        )
        for each in said
        for _, href in _asked(answers, form, ["parent_told"])
    ]


def _asked(answers: Answers, form, keys: Collection[str]) -> list[tuple[str, str]]:
    """The first of these questions, with its address; none where a child is in danger, whom nothing holds up (FD-07)."""
    if form.says_danger(answers.values):
        return []
    asked = [(page, question) for page, question in form.questions() if question.key in keys][:1]
    return [(str(question.label), f"{_at('draft_page', answers, page.key)}?change") for page, question in asked]


def _put(answers: Answers, before: KnownOfChild, after: KnownOfChild, *, by: Actor, at: datetime) -> None:
    rows = [dict(row) for row in answers.values.get("children") or [] if isinstance(row, dict)] or [{ROW: fresh_row()}]
    was, now = _of_form(before), _of_form(after)
    old, new = _of_child(before), _of_child(after)
    rows[0] |= {key: value for key, value in new.items() if rows[0].get(key) in (None, "", old.get(key))}
    changed = {key: value for key, value in now.items() if answers.values.get(key) in (None, "", was.get(key))}
    family = _of_family(answers, after)
    recording.set_facts(answers, changed | family | {"children": rows}, by=by, at=at)


def _of_family(answers: Answers, known: KnownOfChild) -> dict:
    """Who must not be told, each as somebody of the family with the reason; what was written here of them stays (SG-27)."""
    family = [dict(row) for row in answers.values.get("family") or [] if isinstance(row, dict)]
    for name, why in known.not_to_tell:
        row = next((each for each in family if each.get("adult_name") == name), None)
        if row is None:
            row = {ROW: fresh_row(), "adult_name": name}
            family.append(row)
        row["adult_do_not_contact"] = row.get("adult_do_not_contact") or why or KEPT_FROM
    return {"family": family} if known.not_to_tell else {}


def _of_child(known: KnownOfChild) -> dict:
    said = {
        "child_first_name": known.first_name,
        "child_family_name": known.last_name or (NOT_KNOWN if known.first_name else ""),
        "child_known_as": known.known_as,
        "child_age_known": "born" if known.born else "",
        "child_born": known.born,
        "child_sex": known.sex,
        "child_role": "focus",
    }
    return {key: value for key, value in said.items() if value}


def _of_form(known: KnownOfChild) -> dict:
    each = {
        "child_address": known.address,
        "child_school": known.school and {"name": known.school},
        "child_aware": known.child_aware,
        "child_views": known.views,
    }
    plain = {
        "sender_relation": known.sender_relation,
        "immediate_danger": known.in_danger,
        "worry": known.worry,
        "police": known.police and f"p{known.police}",
        "police_reference": known.police_reference,
    }
    made = {key: {EACH: {ALL: value}} for key, value in each.items() if value}
    if known.sender_phone:
        made["sender_phone"] = {"value": known.sender_phone, "safe": "", "when": ""}
    return made | {key: value for key, value in plain.items() if value}


def _own(public_id: str, by: Actor) -> Answers | None:
    own = Answers.objects.select_related("version__form", "area").filter(version__form__key=sending.PROFESSIONAL_FORM)
    return own.filter(user=by.membership.user, public_id=public_id).first() if public_id else None


def _draft(public_id: str, by: Actor) -> Answers | None:
    found = _own(public_id, by)
    return found if found and found.status == Answers.Status.DRAFT and not found.values.get(sending.DISCARDED) else None


def _at(name: str, answers: Answers, *more: str) -> str:
    return reverse(f"front_door:{name}", args=[answers.public_id, *more])
