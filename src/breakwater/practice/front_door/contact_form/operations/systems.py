"""A contact that an organisation's own system sends: the professional's form, with the refusals, floors and receipt of a page."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.models import Answers, FormVersion
from breakwater.casework.recording import given as recording_given
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import taken_out
from breakwater.casework.recording.definitions import Form, Kind, Visibility
from breakwater.casework.recording.flow import asked_in_row, walk
from breakwater.casework.recording.given import Fault
from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from ...arrivals import from_answers
from ...arrivals.operations import allegation_intake
from ...calls import operations as calls
from ...feedback import operations as receipts
from ...feedback.lines import Line, shown_to_system
from ...models import Attachment, Receipt, ReceiptLine, Submission
from ...who_to_call import SERVICE, reach_now
from . import approvals, attachments, sending, urgent_words, ways

FILES = uuid.UUID("2f4d4b51-6a0e-4e58-9f0c-0d6a1f7a9b11")
CALL_999 = "Call 999 now: writing here sends nobody"
CALL_NOW = "You said that {}. Call now as well: writing here sends nobody"
UNREAD = "Nobody reads it until {}. If it cannot wait, call now"
PAGED = "Emergency duty was paged, and may not have answered yet: call as well. The MASH reads it from {}"
ASK_AGAIN = "Their system gave an answer that does not fit. Ask them"
TELL_THE_MASH = "Nobody here could be named to read what was written about staff or extremism. Call the MASH"


class NotAnswered(Refusal):
    """Questions are open, or answers cannot be taken: `faults` says which, in the words of the page."""

    words = "The contact is not sent. Answer what is named here and send it again"

    def __init__(self, faults: Sequence[Fault]):
        super().__init__(len(faults))
        self.faults = tuple(faults)


class NotSent(Refusal):
    """The page would not send it either."""


@dataclass(frozen=True)
class Urgent:
    """What the page would say before anything else, and the number that answers now."""

    in_danger: bool
    words: str
    telephone: str


@dataclass(frozen=True)
class Reading:
    """Whether the office reads it now, else until when nobody does; and the number that answers now."""

    is_open: bool
    words: str
    telephone: str


@dataclass(frozen=True)
class Status:
    """What a referrer may read of what was sent: a line a child, those that may be read now (decision 0002)."""

    lines: tuple[Line, ...]
    urgent: Urgent | None


def form_for(area: Area, *, at: datetime) -> Form:
    """The form in force. Raises NotReleased."""
    return form_of(version_for(area, at=at))


def form_of(version: FormVersion) -> Form:
    return recording.definition_of(version)


def version_for(area: Area, *, at: datetime) -> FormVersion:
    """The form's version in force. Raises NotReleased."""
    return recording.current_version(sending.PROFESSIONAL_FORM, area=area, at=at)


@dataclass(frozen=True)
class Given:
    """What a system sends: answers by question (`recording.given`), files by what a fault calls them, and files that cannot be taken, in words to people."""

    given: Mapping
    enclosures: Mapping[str, attachments.Enclosure]
    not_taken: Sequence[str] = ()


@dataclass(frozen=True)
class Told:
    """What the page says beside the receipt: notes to what was said, what the form could not take, and from when it is read."""

    notes: tuple[str, ...]
    aside: tuple[recording_given.Aside, ...]


def checked(given: Mapping, *, team: Team, at: datetime) -> recording_given.Checked:
    """The answers, as the form in force takes them. What is for a compartment alone is there, and nowhere else (SG-11, SG-12)."""
    facts = sending.of_the_day(team, at) | {"feedback_route": "portal"}
    form = form_for(team.area, at=at)
    found = recording_given.check(form, {"feedback_route": "portal", **given}, facts, on=london_date(at))
    return _closed(form, found) if found.aside else found


def _closed(form: Form, found: recording_given.Checked) -> recording_given.Checked:
    """What was set aside of a compartment's questions is put into its answers: named under “No”, somebody is still named."""
    askers = {key: each.questions[0] for each in taken_out.COMPARTMENTS.values() for key in each.questions}
    askers |= dict.fromkeys(allegation_intake.NAMED, allegation_intake.ABOUT_STAFF)
    labels = {question.key: question for _, question in form.questions()}
    values, aside = dict(found.values), []
    for each in found.aside:
        if asker := askers.get(each.question):
            values[asker], values[each.question] = "yes", each.words
        elif (question := labels.get(each.question)) and question.visibility is Visibility.RESTRICTED:
            aside.append(replace(each, words=ASK_AGAIN))
        else:
            aside.append(each)
    return replace(found, values=values, aside=tuple(aside))


def told(given: Mapping, *, team: Team, at: datetime) -> Told:
    """What the page would have said to these answers."""
    form, found = form_for(team.area, at=at), checked(given, team=team, at=at)
    return Told(tuple(notes_of(form, found.values)), found.aside)


def notes_of(form: Form, values: Mapping) -> list[str]:
    """The notes that stand beside what was answered and hang on it, each once."""
    shown, heard = walk(form, values)
    asked = [question for page in shown for question in page.questions]
    rows = ((each, row) for each in asked if each.kind is Kind.GROUP for row in heard.get(each.key) or ())
    asked += [question for group, row in rows for question in asked_in_row(group, row, heard)[0]]
    said = (each.statement.strip() for each in asked if each.kind is Kind.NOTE and each.when is not None)
    return list(dict.fromkeys(said))


@transaction.atomic
def send(what: Given, *, name: str, team: Team, key: str, at: datetime) -> tuple[Receipt, dict[str, str]]:
    """Send a contact for a team by its system of this `name`, once for each `key`; with the state of each file by its place (Attachment.State, "" where it was not taken).

    No colleague's post stands behind it: the sender is the team, and who wrote it is what the form says. Raises NotAnswered,
    NotSent, TooManyFiles, storage.Refused; but where a child is in danger nothing holds it up (FD-07): what cannot be taken is given
    to whoever receives it in words.
    """
    area, kept = team.area, []
    with _discarding(kept), acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        if sent := receipts.receipt_of_key(key):
            return sent, {}
        try:
            receiving_team(area, SERVICE)
        except NobodyReceives as nobody:
            raise NotSent(words=f"Nobody receives contacts for {area.name} here yet. Call its own MASH") from nobody
        try:
            found = checked(what.given, team=team, at=at)
            if found.faults:
                raise NotAnswered(found.faults)
            in_danger = form_for(area, at=at).says_danger(found.values)
            apart = taken_out.take_out(found.values)
            draft = recording.start(
                sending.PROFESSIONAL_FORM, recording.Holder(area=area), by=intake, at=at, defaults=found.values
            )
            for place, each in what.enclosures.items():
                of_file = uuid.uuid5(FILES, f"{key} {place}")
                kept.append(_attached(draft, each, in_danger, key=of_file, by=intake, at=at))
            files = [each for each in kept if not isinstance(each, str)]
            lines = [f"{each.label}: {each.words}" for each in found.aside]
            lines += [*what.not_taken, *(each for each in kept if isinstance(each, str))]
            whole = sending.complete(draft, files, team.organisation, by=intake, at=at)
            concern = from_answers.told_by_professional(whole.values, on=london_date(at))
            sender = replace(
                concern.sender,
                words=sender_words(name, team, whole.values),
                team=team,
                organisation=team.organisation,
                source_code=from_answers.source_of_post(team.organisation.kind, ""),
                route=ways.route_of(whole.values),
                reply_to=ways.reply_to_of(whole.values),
            )
            arrival = concern.arrival(
                whole,
                channel=Submission.Channel.PROFESSIONAL,
                key=key,
                sender=sender,
                allegation=allegation_intake.allegation_in(whole.values),
            )
            follows = "" if arrival.allegation else ways.prior_call_of(whole.values)
            rang = calls.call_named(
                reference=follows, area=area, children=arrival.children, organisation=team.organisation
            )
            aside = "\n".join(f"• {line}" for line in lines)
            receipt = sending.receive_form(arrival, rang, files=files, follows=follows, aside=aside, by=intake, at=at)
            sending.keep_apart(apart, replace(concern, sender=sender), area=area, arrived_with=receipt.reference, at=at)
        except recording.NotComplete as open_still:
            form = form_for(area, at=at)
            raise NotAnswered(recording_given.faults_of(form, open_still.missing)) from open_still
        except approvals.ApprovalMissing as missing:
            raise NotSent(words=missing.words) from missing
        except (allegation_intake.NobodyGuards, NobodyReceives) as nobody:
            raise NotSent(words=TELL_THE_MASH) from nobody
    states = ("" if isinstance(each, str) else each.state for each in kept)
    return receipt, dict(zip(what.enclosures, states, strict=True))


@contextmanager
def _discarding(kept: Sequence[Attachment | str]) -> Iterator[None]:
    """The rows of a contact that is refused are undone; its files go with them."""
    try:
        yield
    except BaseException:
        for each in kept:
            if isinstance(each, Attachment):
                storage.discard_at(each.stored_as)
        raise


def _attached(
    draft: Answers, enclosure: attachments.Enclosure, in_danger: bool, *, key: UUID, by: Actor, at: datetime
) -> Attachment | str:
    """The file; in danger, in words that it was not taken."""
    try:
        with transaction.atomic():
            return attachments.attach(draft, enclosure, key=key, by=by, at=at)
    except (attachments.TooManyFiles, storage.Refused) as refused:
        if not in_danger:
            raise
        return f"A file was not taken: {enclosure.file.name[:120]}. {getattr(refused, 'words', '') or refused}"


def sender_words(name: str, team: Team, values: Mapping) -> str:
    """Who sent it, for whoever receives it: which system, of whom; who wrote it, and where the form names another organisation."""
    written = from_answers.told_by(values)
    said = [f"Sent by the system {name}, of {team.organisation.name}, {team.name}"]
    said += [f"Written by {written.person}"] if written.person else []
    if written.organisation and written.organisation.casefold() != team.organisation.name.casefold():
        said.append(f"The form names another organisation: {written.organisation}")
    return ". ".join(said)[:240]


def read_from(*, area: Area, at: datetime, reference: str) -> Reading:
    """When somebody reads what was sent under a reference, and the number that answers now (FD-03)."""
    with acting_as(service_of(area, ServiceName.INTAKE)):
        reach = reach_now(at, area=area)
    is_paged = not reach.is_open and bool(reference) and urgent_words.said_under(reference, area=area).is_paged
    opens = reach.opens_words or "the office opens"
    words = "" if reach.is_open else (PAGED if is_paged else UNREAD).format(opens)
    return Reading(reach.is_open, words, reach.number.telephone if reach.number else "")


def urgent_under(reference: str, *, area: Area, at: datetime) -> Urgent | None:
    """What a sender who said that a child cannot wait is told to do; None where nothing of the kind was said."""
    said = urgent_words.said_under(reference, area=area)
    if not said:
        return None
    with acting_as(service_of(area, ServiceName.INTAKE)):
        number = reach_now(at, area=area).number
    words = CALL_999 if said.in_danger else CALL_NOW.format(said.cannot_wait)
    return Urgent(said.in_danger, words, number.telephone if number else "")


def may_read(reference: str) -> bool:
    """Whether whoever acts may read anything under a reference now."""
    return ReceiptLine.objects.filter(reference=reference, sender_user=None).exists()


def status(reference: str, *, area: Area, at: datetime) -> Status:
    """What may be read now under a reference, by whoever acts. What is hidden is not stated as absent: its line is not there."""
    lines = list(ReceiptLine.objects.filter(reference=reference).select_related("sender_user", "area").order_by("pk"))
    audit.saw("receipt_line", *(line.pk for line in lines))
    return Status(tuple(shown_to_system(lines)), urgent_under(reference, area=area, at=at))
