"""What the Prevent team records of a referral, step by step, and when its words may go (SG-12)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import own_keys
from breakwater.foundation.storage import words as stored
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from ...codes import EDITION
from ...concerns import narrative
from ...concerns.operations import WAITS
from ...models import Copy, Hold, NationalForm, Outcome, PanelCase, Referral, SchoolAction, Step
from ...pathway import RESPOND, TELL_REFERRER
from . import writing

AUDITED = "specialist_route"
OFFERED_FOR = timedelta(weeks=4)
OF_THE_POLICE = (Step.Kind.GATEWAY, Step.Kind.SECTION_36)


class NotReferredYet(Refusal):
    """A police receipt answers a referral that was recorded."""

    words = "Record the referral to the police first"


class NoReceiptYet(Refusal):
    words = "Record the police receipt with their reference first"


class WordsGone(Refusal):
    """The words are gone, so the referral stays as it was recorded."""

    words = "What was written is gone, so the referral stays as it was recorded. Nothing was changed. If it is wrong, call the police desk it went to"


class NotTheReference(Refusal):
    """A second look at the reference is a person's own, at what the police sent."""

    words = "The reference does not match what was recorded. Compare it with what the police sent"
    box = "reference"


class CheckedAlone(Refusal):
    """Somebody else checks what one person typed, or that person says why it is they again."""

    words = "You entered this reference yourself. Ask a colleague to check it, or say why nobody else can"
    box = "alone"


class BeforeThePolice(Refusal):
    words = "The police have not had it by that day. Enter the referral to the police first, or check the date"
    box = "on"


class TheirsToAnswer(Refusal):
    words = "Whoever made the referral answers this themselves, on their own page. Offer the copy"
    box = "copy"


class NotOfferedLongEnough(Refusal):
    words = "Offer the copy first. Four weeks after that without an answer, record that there was none"
    box = "copy"


class NotOffered(Refusal):
    words = "The copy is not offered any more. Ask the Prevent team"


class NotYet(Refusal):
    words = "Enter a day that is not in the future"
    box = "on"


class MayNotGoYet(Refusal):
    """`lacking` says what stands in the way of the purge."""

    def __init__(self, lacking: Sequence[str]):
        self.lacking = lacking
        super().__init__(words=f"What was written stays for now: {'; '.join(lacking)}")


class ActionIsDue(Refusal):
    words = "Enter a day that is today or later: they read it only now"
    box = "due_on"


class HasEnded(Refusal):
    words = "This referral has ended"


def words_of(referral: Referral) -> dict:
    """What a form for the MASH said apart: "words" and "about"; nothing once it is gone."""
    return narrative.unlock(referral.locked, key=referral.own_key, public_id=referral.public_id)


def called(referral: Referral) -> str:
    """The name as told, while it is held."""
    if referral.form_id and (name := writing.name_in(writing.values_of(referral.form))):
        return name
    children = words_of(referral).get("about", {}).get("children", [])
    return ", ".join(filter(None, (child.get("name") for child in children)))


def repeats(referral: Referral) -> QuerySet[Referral]:
    """Other referrals of the same child, or of the same name and birth date as told."""
    same = Q(pk=None)
    if referral.likeness:
        same |= Q(likeness=referral.likeness)
    if referral.child_id:
        same |= Q(child=referral.child_id)
    return Referral.objects.filter(same).exclude(pk=referral.pk).order_by("-received_at")


def with_repeats() -> QuerySet[Referral]:
    """Referrals, each marked `is_repeat` where an earlier one is of the same child, or alike."""
    earlier = Referral.objects.filter(received_at__lt=OuterRef("received_at"))
    same = Q(likeness=OuterRef("likeness")) & ~Q(likeness="") | Q(child=OuterRef("child"))
    return Referral.objects.annotate(is_repeat=Exists(earlier.filter(same)))


@transaction.atomic
def record_codes(referral: Referral, *, source: str, concern: str, by: Actor, at: datetime) -> Referral:
    """Where it came from and the type of concern, by the codes of the edition in use."""
    held = _held(referral)
    held.source, held.concern, held.codes_edition = source, concern, EDITION
    held.save(update_fields=["source", "concern", "codes_edition"])
    return held


@transaction.atomic
def record_referral(
    referral: Referral, *, on: date, recipient: str, police_reference: str = "", by: Actor, at: datetime
) -> Referral:
    """It was sent to the police. The same again changes nothing; no reference leaves the one there is. Raises WordsGone."""
    held = _held(referral)
    said = {"referred_on": on, "recipient": recipient.strip()[:120]}
    said |= _reference_as_typed(held, police_reference, by)
    if all(getattr(held, name) == value for name, value in said.items()):
        return held
    if held.purged_at is not None:
        raise WordsGone
    return _keep(held, {**said, "referred_by": by}, "referred")


@transaction.atomic
def record_receipt(
    referral: Referral, *, on: date, words: str, police_reference: str = "", by: Actor, at: datetime
) -> Referral:
    """The police have it, under their reference; the referrer reads that they have it. Raises NotReferredYet, WordsGone."""
    held = _held(referral)
    if held.referred_on is None:
        raise NotReferredYet
    if held.purged_at is not None:
        raise WordsGone
    if on < held.referred_on:
        raise BeforeThePolice
    is_first = held.receipt_on is None
    said = {"receipt_on": on, "receipt_words": words.strip()[:120]}
    _keep(held, said | _reference_as_typed(held, police_reference, by), "receipted")
    if is_first:
        Step.objects.create(referral=held, team=held.team, kind=Step.Kind.ACKNOWLEDGED, on=on, recorded_at=at, by=by)
        _tell_referrer(held, by=by, at=at)
    NationalForm.objects.filter(pk=held.form_id).update(acknowledged_on=on)
    return held


def _reference_as_typed(held: Referral, reference: str, by: Actor) -> dict:
    """What a reference changes: another one is to be checked again, by somebody else than who typed it."""
    typed = reference.strip()[:60]
    if not typed or typed == held.police_reference:
        return {}
    return {"police_reference": typed, "reference_by": by, "checked_at": None, "checked_by": None, "checked_alone": ""}


@transaction.atomic
def check_reference(referral: Referral, *, reference: str, alone: str = "", by: Actor, at: datetime) -> Referral:
    """Somebody else than who entered the police's reference compares it with what the police sent, by typing it once more.

    Who does both says why, `alone`. Raises NoReceiptYet, NotTheReference, CheckedAlone.
    """
    held = _held(referral)
    if held.receipt_on is None or not held.police_reference:
        raise NoReceiptYet
    if _plain(reference) != _plain(held.police_reference):
        raise NotTheReference
    same = held.reference_by is not None and held.reference_by.membership.user_id == by.membership.user_id
    if same and not alone.strip():
        raise CheckedAlone
    return _keep(held, {"checked_at": at, "checked_by": by, "checked_alone": alone.strip() if same else ""}, "checked")


def _plain(reference: str) -> str:
    return "".join(reference.split()).casefold()


@transaction.atomic
def record_copy(referral: Referral, *, copy: str, on: date, by: Actor, at: datetime) -> Referral:
    """Offer whoever referred a copy for their child protection file: they answer it themselves, or nobody does in four weeks.

    Of what came without a form the team records what they said. Raises TheirsToAnswer, NotOfferedLongEnough.
    """
    held = _held(referral)
    if held.referrer_answers and copy in (Copy.TAKEN, Copy.DECLINED):
        raise TheirsToAnswer
    if copy == Copy.UNANSWERED and (held.copy != Copy.OFFERED or on - held.copy_on < OFFERED_FOR):
        raise NotOfferedLongEnough
    _keep(held, {"copy": copy, "copy_on": on}, "offered a copy")
    NationalForm.objects.filter(pk=held.form_id).update(copy=copy, copy_on=on)
    if copy == Copy.OFFERED:
        _tell_referrer(held, by=by, at=at)
    return held


@transaction.atomic
def answer_copy(form: NationalForm, *, answer: str, by: Actor, at: datetime) -> NationalForm:
    """Whoever made the referral takes the copy that they were offered, or needs none. Raises NotOffered."""
    with connection.cursor() as cursor:
        cursor.execute("select access.answer_copy(%s, %s, %s)", [form.pk, answer, london_date(at)])
        if not cursor.fetchone()[0]:
            raise NotOffered
    audit.did("answered a copy", "specialist_form", form.pk)
    form.refresh_from_db()
    return form


def decline_copy(form: NationalForm, *, by: Actor, at: datetime) -> NationalForm:
    return answer_copy(form, answer=Copy.DECLINED, by=by, at=at)


def _tell_referrer(held: Referral, *, by: Actor, at: datetime) -> None:
    """Whoever made the referral has something to read on its page. The mail says no more."""
    if held.form is not None and held.form.author_user_id != by.membership.user_id:
        path = reverse("prevent:form", args=[held.form.public_id])
        notifications.tell(users=[held.form.author_user], words=WAITS, path=path, by=by, at=at)


def holds_on(referral: Referral) -> list[Hold]:
    of = Q(referral=referral)
    if referral.child_id:
        of |= Q(person=referral.child_id)
    return list(Hold.objects.filter(of).order_by("-since"))


def lacking(referral: Referral, holds: Iterable[Hold]) -> list[str]:
    """What stands in the way of letting the words go; `holds` are those on the referral."""
    missing = {
        "there is no police receipt yet": referral.receipt_on is None,
        "nobody has checked the police reference": referral.checked_at is None,
        "the school that referred was not offered a copy": not referral.copy,
        "the school has not answered whether it wants a copy": referral.copy == Copy.OFFERED,
        "there is a hold on it": any(hold.lifted_at is None for hold in holds),
    }
    return [words for words, stands in missing.items() if stands]


@transaction.atomic
def purge(referral: Referral, *, by: Actor, at: datetime) -> Referral:
    """Let go of what was written, here and, with its key, in every copy there is. Raises MayNotGoYet.

    The key's file goes once the database has committed; should that fail, the night's job finds it.
    """
    held = _held(referral)
    if held.purged_at is not None:
        return held
    if missing := lacking(held, holds_on(held)):
        raise MayNotGoYet(missing)
    _keep(held, {"locked": b"", "likeness": held.likeness, "purged_at": at, "purged_by": by}, "purged")
    keys = {held.own_key}
    if held.form_id:
        keys.add(held.form.own_key)
        NationalForm.objects.filter(pk=held.form_id).update(locked=b"", gone_at=at)
    transaction.on_commit(lambda: [own_keys.destroy(key) for key in keys])
    return held


def destroy_keys_left(area: int) -> None:
    """Destroy the keys of what is gone, should one have been left over. As the intake of the area."""
    with connection.cursor() as cursor:
        cursor.execute("select access.keys_gone(%s)", [area])
        gone = {key for (key,) in cursor.fetchall()}
    for key in gone & own_keys.names():
        own_keys.destroy(key)


def hold_people(people: Iterable[Person], *, why: str, by: Actor, at: datetime) -> None:
    """Let nothing be purged that there may be of some people: after a serious incident, a death, for an inquiry. The same hour.

    Whoever asks reads these people, and learns not whether there is anything.
    """
    locked = stored.lock_words(why, bound_to="prevent_hold.why")
    with connection.cursor() as cursor:
        cursor.execute("select access.hold_people(%s, %s, %s)", [[one.pk for one in people], locked, at])


@transaction.atomic
def hold(referral: Referral, *, why: str, by: Actor, at: datetime) -> Hold:
    """Let this referral's words not go for now."""
    held = _held(referral)
    made = Hold.objects.create(area=held.area, team=held.team, referral=held, why=why, since=at, by=by)
    audit.did("held", AUDITED, held.pk)
    return made


@transaction.atomic
def lift_hold(held: Hold, *, why: str, by: Actor, at: datetime) -> Hold:
    if held.lifted_at is None:
        held.lifted_at, held.lifted_by, held.lifted_why = at, by, why
        held.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        audit.did("lifted a hold", AUDITED, held.referral_id or 0)
    return held


@transaction.atomic
def record_step(
    referral: Referral, *, kind: str, on: date, code: str = "", agency: str = "", by: Actor, at: datetime
) -> Step:
    """A step of the police or of a partner, with its day: their decision, never a reason of theirs.

    A service that was offered instead and declines gives the team the same day to act again (SG-02).
    """
    held = _held(referral)
    if held.ended_on:
        raise HasEnded
    if kind in OF_THE_POLICE and held.referred_on is None:
        raise NotReferredYet
    if kind in OF_THE_POLICE and on < held.referred_on:
        raise BeforeThePolice
    due_on = {Step.Kind.GATHERING: RESPOND.due_on(on), Step.Kind.RETURNED: london_date(at)}.get(kind)
    audit.did("recorded a step", AUDITED, held.pk)
    return Step.objects.create(
        referral=held, team=held.team, kind=kind, on=on, code=code, agency=agency, due_on=due_on, recorded_at=at, by=by
    )


@transaction.atomic
def record_outcome(referral: Referral, *, outcome: str, on: date, by: Actor, at: datetime) -> Referral:
    """What the referrer may be told, as a code: the Prevent lead's to say, never of a day to come. Raises NoReceiptYet, NotYet."""
    held = _held(referral)
    if held.receipt_on is None:
        raise NoReceiptYet
    if on > london_date(at):
        raise NotYet
    _keep(held, {"outcome": Outcome(outcome), "outcome_on": on}, "told the outcome")
    NationalForm.objects.filter(pk=held.form_id).update(outcome=outcome, outcome_on=on)
    _tell_referrer(held, by=by, at=at)
    return held


def outcome_since(referral: Referral, panel: PanelCase | None) -> str:
    """What came of it at the panel that the referrer was not told, in words; "" where they know. Telling them is the lead's to decide."""
    if panel is None:
        return ""
    told, final = referral.outcome, (Outcome.LEFT, Outcome.WITHDRAWN)
    if told in final:
        return ""
    if panel.exited_on:
        return "the case has left the panel"
    if panel.consents.exclude(withdrawn_on=None).exists():
        return "agreement to support was withdrawn"
    if panel.adopted_on:
        return "" if told == Outcome.ADOPTED else "the panel adopted it"
    if panel.decisions.filter(what="NOT_ADOPT", correction=None).exists():
        return "" if told == Outcome.NOT_ADOPTED else "the panel did not adopt it"
    return "" if told else "it was brought to the panel"


def of_interest() -> QuerySet[Referral]:
    """Referrals sent to the police, ended or not, with something left to do: a receipt to chase, words to delete, the referrer to tell."""
    final = (Outcome.LEFT, Outcome.WITHDRAWN)
    open_ones = Q(referred_on__isnull=False) & (Q(purged_at=None) | Q(outcome=""))
    adopted = Q(panel__adopted_on__isnull=False) & ~Q(outcome__in=(Outcome.ADOPTED, *final))
    left = Q(panel__exited_on__isnull=False) & ~Q(outcome__in=final)
    return Referral.objects.filter(open_ones | Q(form__isnull=False) & (adopted | left)).order_by("received_at", "pk")


@transaction.atomic
def end(referral: Referral, *, ended: str, on: date, by: Actor, at: datetime) -> Referral:
    """The referral is no longer live: nothing raises an alert about it from now on.

    Never before the police have it: whether it is a matter for Prevent is theirs to say. Raises NoReceiptYet.
    """
    held = _held(referral)
    if held.receipt_on is None and panel_of(held) is None:
        raise NoReceiptYet
    return _keep(held, {"ended": ended, "ended_on": on}, "ended")


@transaction.atomic
def add_school_action(referral: Referral, *, title: str, due_on: date, by: Actor, at: datetime) -> SchoolAction:
    """Something that the school that referred does: its author reads it. Raises ActionIsDue."""
    audit.did("gave the school an action", AUDITED, referral.pk)
    if due_on < london_date(at):
        raise ActionIsDue
    form = referral.form
    made = SchoolAction.objects.create(
        form=form, team=referral.team, for_user_id=form.author_user_id, title=title, due_on=due_on, added_at=at, by=by
    )
    _tell_referrer(referral, by=by, at=at)
    return made


@transaction.atomic
def finish_school_action(action: SchoolAction, *, by: Actor, at: datetime) -> SchoolAction:
    if action.done_on is None:
        action.done_on = london_date(at)
        action.save(update_fields=["done_on"])
    return action


@transaction.atomic
def complete_form(referral: Referral, *, by: Actor, at: datetime) -> NationalForm:
    """Begin the national form for what came without one, filled in with what the form for the MASH said apart."""
    held = _held(referral)
    if held.form_id:
        return held.form
    said = words_of(held)
    child = next(iter(said.get("about", {}).get("children", [])), {})
    first, _, last = child.get("name", "").rpartition(" ")
    known = {
        "forenames": first or last,
        "surname": last if first else {"state": "not_known"},
        "born": child.get("born", ""),
        "address": {"lines": child["address"], "postcode": ""} if child.get("address") else "",
        "school": child.get("school", ""),
        "how_noticed": said.get("words", ""),
        "identifier_is": "other",
        "identifier_words": said.get("about", {}).get("sender", ""),
    }
    form = writing.begin(by=by, at=at, known={key: value for key, value in known.items() if value})
    form.team = held.team
    form.save(update_fields=["team"])
    _keep(held, {"form": form}, "began the form")
    return form


def returned_lately() -> QuerySet[Step]:
    """Live referrals whose service declined and for which nothing was recorded since: to be acted on the same day (SG-02)."""
    later = Step.objects.filter(referral=OuterRef("referral"), pk__gt=OuterRef("pk"))
    returned = Step.objects.filter(kind=Step.Kind.RETURNED, referral__ended_on=None).exclude(Exists(later))
    return returned.select_related("referral").order_by("due_on", "pk")


def panel_of(referral: Referral) -> PanelCase | None:
    """The panel's case of a referral, if it was brought there."""
    return PanelCase.objects.filter(referral=referral).first()


def tell_by(referral: Referral) -> date | None:
    """The day by which the referrer hears, once the police have it and nothing was told."""
    return TELL_REFERRER.due_on(referral.receipt_on) if referral.receipt_on and not referral.outcome else None


def _held(referral: Referral) -> Referral:
    found = Referral.objects.select_for_update(of=("self",)).select_related(
        "form__author_user", "reference_by__membership"
    )
    return found.get(pk=referral.pk)


def _keep(held: Referral, said: dict, act: str, also: Sequence[str] = ()) -> Referral:
    for name, value in said.items():
        setattr(held, name, value)
    held.save(update_fields=[*said, *also])
    audit.did(act, AUDITED, held.pk)
    return held
