"""A contact that an organisation's own system sends: the professional's form, with the refusals, floors and receipt of a page."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from breakwater.casework.recording import given as recording_given
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import taken_out
from breakwater.casework.recording.definitions import Form
from breakwater.casework.recording.given import Fault
from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from ...arrivals import from_answers
from ...arrivals.operations import allegation_intake
from ...calls import operations as calls
from ...feedback import operations as receipts
from ...feedback.lines import Line, shown_to_system
from ...models import Receipt, ReceiptLine, Submission
from ...who_to_call import SERVICE, reach_now
from . import approvals, attachments, sending, urgent_words, ways

FILES = uuid.UUID("2f4d4b51-6a0e-4e58-9f0c-0d6a1f7a9b11")
CALL_999 = "Call 999 now: writing here sends nobody"
CALL_NOW = "You said that {}. Call now as well: writing here sends nobody"
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
class Sending:
    """What was sent. `not_taken` are answers that could not be read, where danger let nothing hold it up (FD-07)."""

    receipt: Receipt
    not_taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Urgent:
    """What the page would say before anything else, and the number that answers now."""

    in_danger: bool
    words: str
    telephone: str


@dataclass(frozen=True)
class Status:
    """What a referrer may read of what was sent: a line a child, those that may be read now (decision 0002)."""

    lines: tuple[Line, ...]
    urgent: Urgent | None


def form_for(area: Area, *, at: datetime) -> Form:
    """The form in force. Raises NotReleased."""
    return recording.current_form(sending.PROFESSIONAL_FORM, area=area, at=at)


def says_danger(given: Mapping, *, area: Area, at: datetime) -> bool:
    """Whether what was given says that a child is in danger now, before any of it was checked."""
    said = {key: "yes" if value is True else value for key, value in given.items()}
    return form_for(area, at=at).says_danger(said)


@transaction.atomic
def send(
    given: Mapping, enclosures: Mapping[str, attachments.Enclosure], *, team: Team, key: str, at: datetime
) -> Sending:
    """Send a contact for a team, once for each `key`. `given` is answers by question (`recording.given`), `enclosures` files by what
    a fault calls them. Where a child is in danger, what cannot be taken is left out, and named.

    No colleague's post stands behind it: the sender is the team, and who wrote it is what the form says. Raises NotAnswered,
    NotSent, TooManyFiles, storage.Refused.
    """
    area = team.area
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        if sent := receipts.receipt_of_key(key):
            return Sending(sent)
        try:
            receiving_team(area, SERVICE)
            facts = sending.of_the_day(team, at) | {"feedback_route": "portal"}
            checked = recording_given.check(
                form_for(area, at=at), {"feedback_route": "portal", **given}, facts, on=london_date(at)
            )
            if checked.faults and not checked.in_danger:
                raise NotAnswered(checked.faults)
            apart = taken_out.take_out(checked.values)
            draft = recording.start(
                sending.PROFESSIONAL_FORM, recording.Holder(area=area), by=intake, at=at, defaults=checked.values
            )
            files, left_out = [], [each.question for each in checked.faults]
            for name, each in enclosures.items():
                try:
                    files.append(
                        attachments.attach(draft, each, key=uuid.uuid5(FILES, f"{key} {name}"), by=intake, at=at)
                    )
                except storage.Refused:
                    if not checked.in_danger:
                        raise
                    left_out.append(name)
            whole = sending.complete(draft, files, team.organisation, by=intake, at=at)
            concern = from_answers.told_by_professional(whole.values, on=london_date(at))
            sender = replace(
                concern.sender,
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
            receipt = sending.receive_form(arrival, rang, files=files, follows=follows, by=intake, at=at)
            sending.keep_apart(apart, replace(concern, sender=sender), area=area, arrived_with=receipt.reference, at=at)
        except recording.NotComplete as open_still:
            form = form_for(area, at=at)
            raise NotAnswered(recording_given.faults_of(form, open_still.missing)) from open_still
        except approvals.ApprovalMissing as missing:
            raise NotSent(words=missing.words) from missing
        except NobodyReceives as nobody:
            raise NotSent(words=f"Nobody receives contacts for {area.name} here yet. Call its own MASH") from nobody
        except allegation_intake.NobodyGuards as nobody:
            raise NotSent(words=TELL_THE_MASH) from nobody
    return Sending(receipt, tuple(left_out))


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
