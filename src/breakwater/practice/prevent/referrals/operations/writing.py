"""The national form: begun with what is known, written page by page under its own key, sent once, with the contact about a child.

The contact is an ordinary one, begun beside the form and sent with it (SG-01): `with_contact` keeps its number among the answers.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.definitions import Form
from breakwater.casework.recording.registry import ROSTERS
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import NotADate, PartDate, age_on
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import own_keys
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, acting_as, may, service_of
from breakwater.partnership.organisations.models import Actor, Membership, Organisation, ServiceName
from breakwater.partnership.organisations.operations import NobodyReceives
from breakwater.partnership.organisations.registry import CONTACT_FORM, ContactBegun, KnownOfChild, Stop
from breakwater.partnership.people.models import Person

from ...concerns import narrative
from ...concerns.operations import LIST, WAITS, compartment_of
from ...models import Copy, NationalForm, Referral

FORM, ROLL = "prevent.referral", "front_door.own_roll"
PUPIL, CONTACT = "_pupil", "_contact"
COPY_ON_OFFER = (Copy.OFFERED, Copy.TAKEN, Copy.DECLINED, Copy.UNANSWERED)
LEFT_FOR = timedelta(weeks=4)
# Stems of words that would tell whoever reads the contact what the referral is about (SG-12).
TELLING = re.compile(
    r"\b(extremis|terroris|radicali[sz]|jihad|isis\b|daesh|al.qa|neo.?nazi|far.right|far.left|incel|white suprem|ideolog|proscribed"
    r"|martyr|caliphate|channel panel|prevent (team|lead|referral|officer|duty))",
    re.IGNORECASE,
)
SCHOOLS = (Organisation.Kind.SCHOOL, Organisation.Kind.EARLY_YEARS)
SOURCE_OF_KIND = {
    **dict.fromkeys(SCHOOLS, "EDUCATION"),
    Organisation.Kind.POLICE: "POLICE",
    Organisation.Kind.HEALTH: "HEALTH",
    Organisation.Kind.COUNCIL: "LOCAL_AUTHORITY",
    Organisation.Kind.VOLUNTARY: "COMMUNITY",
}


class FormChanged(Refusal):
    words = "You changed this form elsewhere meanwhile. What you typed is below: press Continue again to save it."


class FormNotComplete(Refusal):
    words = "Some answers are still missing. They are listed above."


class ContactHeldUp(Refusal):
    """The contact about the child may not go yet, and the referral goes with it."""


def definition(form: NationalForm) -> Form:
    return recording.definition_of(form.version)


def values_of(form: NationalForm) -> dict:
    """The answers, for whoever found the form; nothing once they are gone."""
    return narrative.unlock(form.locked, key=form.own_key, public_id=form.public_id)


def pupils(by: Actor) -> list:
    """Whom the sender may pick: their own verified roll (SG-21)."""
    return ROSTERS[ROLL](by)


@transaction.atomic
def begin(_=None, *, pupil: str = "", by: Actor, at: datetime, known: Mapping | None = None) -> NationalForm:
    """Begin a form, filled in with what the sender's post and the pupil they picked say, or what is `known` otherwise."""
    post = by.membership
    version = recording.current_version(FORM, area=post.team.area, at=at)
    picked = next((each for each in pupils(by) if each.key == pupil), None) if pupil else None
    defaults = _of_post(post) | (_of_pupil(picked, post) if picked else {}) | dict(known or {})
    values = recording_answers.merge_defaults(recording.definition_of(version), {}, defaults)
    if picked:
        values = with_contact({}, {**values, PUPIL: picked.key}, by=by, at=at)
    form = NationalForm(
        public_id=new_public_id(),
        area=post.team.area,
        author=by,
        author_user=post.user,
        author_team=post.team,
        version=version,
        own_key=own_keys.create(),
        started_at=at,
        saved_at=at,
    )
    form.locked = narrative.lock(values, key=form.own_key, public_id=form.public_id)
    form.save(force_insert=True)
    audit.did("began", "specialist_form", form.pk)
    return form


def _of_post(post: Membership) -> dict:
    return {
        "referrer_name": post.user.name,
        "referrer_role": post.job_title or post.role.title,
        "referrer_organisation": post.team.organisation.name,
        "referrer_email": post.user.email,
        **({"contact_is": "me", "discussed": {"state": "not_applicable"}} if post.role_id == "dsl" else {}),
    }


def _of_pupil(picked, post: Membership) -> dict:
    said = picked.values
    known = {
        "under_18": "yes",
        "forenames": said.get("child_first_name"),
        "surname": said.get("child_family_name"),
        "aliases": said.get("child_known_as"),
        "born": said.get("child_born"),
        "gender": {"f": "female", "m": "male"}.get(said.get("child_sex")),
        "school": post.team.organisation.name if post.team.organisation.kind in SCHOOLS else "",
    }
    return {key: value for key, value in known.items() if value}


@transaction.atomic
def save(form: NationalForm, values: Mapping, *, revision: int, at: datetime) -> NationalForm:
    """Keep the answers so far, under the form's own key. Raises FormChanged, own_keys.Destroyed."""
    held = NationalForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if held.sent_at or held.gone_at or revision != held.revision:
        raise FormChanged
    held.locked = narrative.lock(values, key=held.own_key, public_id=held.public_id)
    held.revision, held.saved_at = held.revision + 1, at
    held.save(update_fields=["locked", "revision", "saved_at"])
    return held


def save_unless_changed(
    form: NationalForm, values: Mapping, *, revision: int, by: Actor, at: datetime
) -> NationalForm | None:
    """As `save`, with the contact that goes with it; None where the form was changed elsewhere meanwhile."""
    try:
        with transaction.atomic():
            return save(form, with_contact(values_of(form), values, by=by, at=at), revision=revision, at=at)
    except FormChanged:
        return None


def makes_contact(values: Mapping, *, by: Actor, at: datetime) -> bool:
    """Whether a contact to the MASH goes with it: of everybody but a clear adult, by whoever makes contacts (SG-01).

    The Prevent team makes none: that it did would say what it is about (SG-12).
    """
    return may_be_a_child(values, on=london_date(at)) and may(by, Permission.CONTACT_MAKE)


def may_be_a_child(values: Mapping, *, on: date) -> bool:
    """Anything but a clear adult: a birth date that says under 18 goes before what was ticked, and one that is not known is a child's."""
    said = as_word(values.get("under_18"))
    try:
        born = PartDate.parse(str(values.get("born") or ""))
    except NotADate:
        return said != "no"
    if born.estimated:
        return said != "no"
    oldest, youngest = (age_on(day, on) for day in (born.earliest, born.latest))
    return oldest < 18 or said == "yes" or youngest < 18 and said != "no"


def with_contact(before: Mapping, values: Mapping, *, by: Actor, at: datetime) -> dict:
    """The answers, their contact begun once the form says who it is about, or filled in again with what both ask."""
    values = dict(values)
    if not values.get("forenames") or not makes_contact(values, by=by, at=at):
        return values
    if contact_of(values, by=by) is not None:
        CONTACT_FORM["refill"](values[CONTACT], _known(before), _known(values), by=by, at=at)
        return values
    try:
        return values | {CONTACT: CONTACT_FORM["begin"](_known(values), by=by, at=at)}
    except NobodyReceives:  # no MASH here: the referral is not held up, and its author reads that they call
        return values


def stops_of(contact: ContactBegun | None) -> list[Stop]:
    """What a contact says that would tell its readers of the referral, or make another of the same child; nothing once it is sent."""
    if contact is None or contact.receipt:
        return []
    telling = [(question, href) for question, href, words in contact.texts if TELLING.search(words)]
    stops = [
        Stop(
            "This would tell the MASH of the referral",
            "Everybody who works on the contact reads it. Write it for the Prevent team instead:",
            telling,
            may_stay="Yes, it stays in the contact: everybody who works on it reads it",
        ),
        Stop(
            "You have begun a referral already",
            "Your answer here would make a second one of the same child. Write it in the referral, and answer No in the contact, "
            "which shows that answer to nobody:",
            contact.apart,
        ),
    ]
    return [each for each in stops if each.questions]


def contact_of(values: Mapping, *, by: Actor) -> ContactBegun | None:
    """How far the contact is that goes with a form; None where there is none."""
    return CONTACT_FORM["state"](values[CONTACT], by=by) if values.get(CONTACT) else None


def _known(values: Mapping) -> KnownOfChild:
    def said(key: str) -> str:
        value = values.get(key)
        return value.strip() if isinstance(value, str) else ""

    address = values.get("address")
    return KnownOfChild(
        first_name=said("forenames"),
        last_name=said("surname"),
        known_as=said("aliases"),
        born=said("born"),
        sex={"female": "f", "male": "m"}.get(said("gender"), ""),
        address=address if isinstance(address, dict) else {},
        school=said("school"),
        pupil=said(PUPIL),
        sender_phone=said("referrer_telephone"),
        sender_relation=said("referrer_relationship"),
        child_aware={"yes": "yes", "no": "unsafe"}.get(said("informed"), ""),
    )


@transaction.atomic
def discard(form: NationalForm, *, by: Actor, at: datetime) -> None:
    """Throw a form away before it is sent: its key is destroyed with it."""
    held = NationalForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if held.sent_at is None and held.gone_at is None:
        held.locked, held.gone_at = b"", at
        held.save(update_fields=["locked", "gone_at"])
        transaction.on_commit(lambda: own_keys.destroy(held.own_key))
        audit.did("discarded", "specialist_form", held.pk)


@transaction.atomic
def send(form: NationalForm, *, by: Actor, at: datetime, sure: bool = False) -> NationalForm:
    """Send it to the Prevent team, once, and with it the contact about a child (SG-01). Raises FormNotComplete, ContactHeldUp.

    `sure`: what the contact says of the referral is meant; without it the contact refuses to go. What the contact says of the family and of where the child lives is not asked again: it is filled in here.
    """
    held = NationalForm.objects.select_for_update(of=("self",)).select_related("version__form").get(pk=form.pk)
    if held.sent_at:
        return held
    values = values_of(held)
    if not values or recording_answers.missing(definition(held), values):
        raise FormNotComplete
    post, team = by.membership, compartment_of(held.area)
    referral = Referral.objects.filter(form=held).first()  # begun by the team itself, from what a form said apart
    receipt = ""
    if not referral and makes_contact(values, by=by, at=at):
        values = with_contact(values, values, by=by, at=at)
        receipt, begun = _send_contact(values, sure=sure, by=by, at=at)
        also = {"household": begun.family, "address": begun.address} if begun else {}
        values |= {key: value for key, value in also.items() if value and not values.get(key)}
        held.locked = narrative.lock(values, key=held.own_key, public_id=held.public_id)
        held.save(update_fields=["locked"])
    facts = {
        "digest": hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        "contact": receipt,
        "child": _child(values),
        "likeness": narrative.likeness(name_in(values), str(values.get("born") or "")),
        "school": post.team.organisation_id if post.team.organisation.kind in SCHOOLS else None,
        "source": SOURCE_OF_KIND.get(post.team.organisation.kind, "OTHER"),
    }
    if referral:
        NationalForm.objects.filter(pk=held.pk).update(sent_at=at, digest=facts["digest"])
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "select access.send_national_form(%s, %s, %s, %s, %s::jsonb)",
                [held.pk, team.pk, new_public_id(), at, json.dumps(facts)],
            )
        with acting_as(service_of(held.area, ServiceName.INTAKE)) as intake:
            notifications.tell(team=team, words=WAITS, path=LIST, by=intake, at=at)
    audit.did("sent", "specialist_form", held.pk)
    held.refresh_from_db()
    return held


def forget_left(area: int, *, at: datetime) -> None:
    """Let go of forms that nobody sent or went on with for four weeks. As the intake of the area; the night destroys their keys."""
    with connection.cursor() as cursor:
        cursor.execute("select access.forget_forms(%s, %s)", [area, at - LEFT_FOR])


def forms_of(by: Actor) -> QuerySet[NationalForm]:
    """The forms that somebody began: sent, or not yet."""
    return NationalForm.objects.select_related("version__form", "area").filter(author_user=by.membership.user_id)


def name_in(values: Mapping) -> str:
    surname = values.get("surname")
    return f"{values.get('forenames') or ''} {surname if isinstance(surname, str) else ''}".strip()


def born_in(values: Mapping) -> date | None:
    """The whole day on which they were born, where the form says it."""
    try:
        born = PartDate.parse(str(values.get("born") or ""))
    except NotADate:
        return None
    return born.earliest if born.is_whole else None


def age_in(values: Mapping, at: datetime) -> int | None:
    """How old they are, where the form says when they were born."""
    try:
        return age_on(PartDate.parse(str(values.get("born") or "")).stand_in, london_date(at))
    except NotADate:
        return None


def _child(values: Mapping) -> int | None:
    return Person.objects.filter(public_id=values.get(PUPIL) or "").values_list("pk", flat=True).first()


def _send_contact(values: Mapping, *, sure: bool, by: Actor, at: datetime) -> tuple[str, ContactBegun | None]:
    """The receipt of the contact, and what it says; nothing where nobody receives contacts."""
    begun = contact_of(values, by=by)
    if begun is None or begun.receipt:
        return begun.receipt if begun else "", begun
    if begun.missing:
        raise FormNotComplete
    if begun.held_up:
        raise ContactHeldUp(words=begun.held_up)
    return CONTACT_FORM["send"](values[CONTACT], by=by, at=at, sure=sure), begun
