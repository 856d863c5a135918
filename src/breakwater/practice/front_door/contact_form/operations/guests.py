"""Professionals without an account: a form kept on the server, resumed and answered by a code and a second fact (SG-25).

The code is given once and kept nowhere; neither is the second fact, the telephone number or address they typed. Digests tell
whether both are right, and only both together, with the installation's key, open the draft.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import scrypt, sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import taken_out
from breakwater.casework.recording.definitions import Form
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models.references import ALPHABET
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName

from ...arrivals import from_answers
from ...arrivals.operations import allegation_intake
from ...calls import operations as calls
from ...feedback import operations as receipts
from ...models import Draft, Letter, Receipt, ReceiptLine, SenderKey, Submission
from ...who_to_call import area_here
from . import agreements, approvals, drafts, ways
from .sending import PROFESSIONAL_FORM, keep_apart, receipt_of, receive_form
from .urgent_words import Said, said_under

ROUTE = "guest"
LONG = 10
MOST_FAILURES = 5
FAILURES_LAST = timedelta(hours=24)
NOBODY = "0" * 64


@dataclass(frozen=True)
class Begun:
    """A form begun, and the code that is shown this once."""

    draft: drafts.Drafted
    code: str


@transaction.atomic
def begin(*, name: str, job: str, organisation: str, reach: str, at: datetime) -> Begun:
    """Keep a form for someone who works with children and gives their name, organisation and how to reach them."""
    values = {
        "sender_name": name,
        "sender_job": job,
        "sender_organisation": {"name": organisation, "id": ""},
        "sender_phone": {"value": reach, "safe": "", "when": ""},
    }
    version = recording.current_version(PROFESSIONAL_FORM, area=area_here(), at=at)
    draft = drafts.begin(route=ROUTE, at=at, values=recording.begin_values(version, values))
    code = "".join(secrets.choice(ALPHABET) for _ in range(LONG))
    SenderKey.objects.create(
        code_digest=_digest("code", code),
        check_digest=_digest("both", code, _plain(reach)),
        wrapped=_lock(code, reach).encrypt(draft.token.encode()),
        token_digest=drafts.digest(draft.token),
        made_at=at,
        ends_at=at + drafts.KEPT,
    )
    return Begun(draft, f"{code[:5]}-{code[5:]}")


def form_of(draft: drafts.Drafted, *, at: datetime) -> Form:
    """The form that a draft was begun on."""
    return recording.definition_of(recording.version_begun(PROFESSIONAL_FORM, draft.values, area=area_here(), at=at))


def resume(*, code: str, fact: str, at: datetime) -> drafts.Drafted | None:
    """The form behind a code and the second fact; None where either is wrong, it was sent or left, or 24 hours are over."""
    key = _key_for(code, fact, at=at)
    if key is None or key.reference:
        return None
    try:
        token = _lock(_code(code), fact).decrypt(bytes(key.wrapped)).decode()
    except InvalidToken:
        return None
    Draft.objects.filter(token_digest=key.token_digest, started_at__gt=at - drafts.KEPT).update(saved_at=at)
    return drafts.find(token=token, route=ROUTE, at=at)


def send(*, token: str, at: datetime) -> Receipt | None:
    """Send the form and delete the draft. Sent already: its receipt again; None where there is nothing to send.

    Raises NotComplete, ApprovalMissing.
    """
    area = area_here()
    with transaction.atomic():
        draft = drafts.find(token=token, route=ROUTE, at=at, lock=True)
        if draft is None:
            return receipt_of(token=token, at=at)
        apart = taken_out.take_out(draft.values)
        with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
            whole = recording.record(
                PROFESSIONAL_FORM,
                draft.values,
                recording.Holder(area=area),
                by=intake,
                at=at,
                without=taken_out.questions(),
            )
            if unfit := agreements.unfit(recording.definition_of(whole.version), whole.values):
                raise recording.NotComplete(unfit)
            if missing := approvals.missing_in(recording.definition_of(whole.version), whole.values):
                raise approvals.ApprovalMissing(missing)
            concern = from_answers.told_by_professional(whole.values, on=london_date(at))
            named = calls.organisation_in(str((whole.values.get("sender_organisation") or {}).get("name", "")), area)
            sender = replace(
                concern.sender,
                source_code=from_answers.source_of_post(named.kind, "") if named else from_answers.UNKNOWN,
                reply_to=ways.reply_to_of(whole.values),
                route=_route(whole.values),
            )
            arrival = concern.arrival(
                whole,
                channel=Submission.Channel.PROFESSIONAL,
                key=drafts.key_of(token),
                sender=sender,
                allegation=allegation_intake.allegation_in(whole.values),
            )
            follows = "" if arrival.allegation else ways.prior_call_of(whole.values)
            rang = calls.call_named(
                reference=follows, area=area, children=arrival.children, organisation=named, has_account=False
            )
            receipt = receive_form(arrival, rang, files=[], follows=follows, by=intake, at=at)
            keep_apart(apart, concern, area=area, arrived_with=receipt.reference, at=at)
        SenderKey.objects.filter(token_digest=drafts.digest(token)).update(
            reference=receipt.reference, wrapped=b"", ends_at=receipts.code_ends(at)
        )
        drafts.forget(token=token)
    return receipt


def _route(values) -> str:
    """Without an account "here" means with the code; the other ways are as for anyone."""
    chosen = ways.route_of(values)
    return Receipt.Route.CODE if chosen in (Receipt.Route.PORTAL, Receipt.Route.EMAIL) else chosen


def lines_for(*, code: str, fact: str, at: datetime) -> list[ReceiptLine] | None:
    """The lines of the receipt behind a code and the second fact, read now; None where either is wrong or nothing was sent."""
    key = _key_for(code, fact, at=at)
    if key is None or not key.reference:
        return None
    with transaction.atomic(), acting_as(service_of(area_here(), ServiceName.INTAKE)) as intake:
        lines = list(ReceiptLine.objects.filter(reference=key.reference).select_related("sender_user").order_by("pk"))
        audit.because("Read with a code and a second fact")
        audit.saw("receipt_line", *(line.pk for line in lines))
        receipts.read_lines(lines=lines, by=intake, at=at)
        return lines


def said_for(*, code: str, fact: str, waits: bool, at: datetime) -> Said | None:
    """What its sender said that cannot wait, as long as it may matter: until it is decided, or where none of it can be read
    here, until the day by which somebody takes it up.
    """
    key = _key_for(code, fact, at=at)
    if key is None or not key.reference:
        return None
    said = said_under(key.reference, area=area_here())
    return said if waits or said.due_on and london_date(at) <= said.due_on else None


def letters_for(lines: list[ReceiptLine]) -> dict[int, Letter]:
    """The letters that were sent with these lines, by the line's key."""
    with transaction.atomic(), acting_as(service_of(area_here(), ServiceName.INTAKE)):
        found = Letter.objects.filter(line__in=[line.pk for line in lines], sent_at__isnull=False)
        return {letter.line_id: letter for letter in found.order_by("pk")}


@transaction.atomic
def _key_for(code: str, fact: str, *, at: datetime) -> SenderKey | None:
    """The key, where code and second fact are right and its days are not over.

    A wrong second fact is counted; after five the code opens nothing for a day. A right one begins the count again.
    """
    held = SenderKey.objects.select_for_update()
    key = held.filter(code_digest=_digest("code", _code(code)), ends_at__gt=at).first()
    failures = key.failures if key and key.failed_at and at - key.failed_at < FAILURES_LAST else 0
    if key is None or failures >= MOST_FAILURES:  # as much work as for a code that is one (SG-25)
        hmac.compare_digest(NOBODY, _digest("both", _code(code), _plain(fact)))
        held.filter(pk=0).update(failures=failures, failed_at=at)
        return None
    if not hmac.compare_digest(key.check_digest, _digest("both", _code(code), _plain(fact))):
        key.failures, key.failed_at = failures + 1, at
        key.save(update_fields=["failures", "failed_at"])
        return None
    if key.failures:
        key.failures, key.failed_at = 0, None
        key.save(update_fields=["failures", "failed_at"])
    return key


def forget_keys(*, at: datetime) -> int:
    """Delete the keys of forms that were begun 24 hours ago and not sent; return how many."""
    return SenderKey.objects.filter(reference="", ends_at__lte=at).delete()[0]


def end_keys(*, at: datetime) -> int:
    """Delete the keys of forms that were sent, once their days are over; return how many."""
    return SenderKey.objects.exclude(reference="").filter(ends_at__lte=at).delete()[0]


def _code(typed: str) -> str:
    misread = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "Z": "2"})
    return re.sub(r"[^A-Z0-9]", "", typed.upper()).translate(misread)[:LONG]


def _plain(fact: str) -> str:
    return re.sub(r"[^\w@.+]", "", fact.casefold())


def _digest(*parts: str) -> str:
    said = "\0".join(parts).encode("utf-8", "replace")
    return hmac.new(f"sender key {settings.SECRET_KEY}".encode(), said, sha256).hexdigest()


def _lock(code: str, fact: str) -> Fernet:
    both = f"{code}\0{_plain(fact)}".encode("utf-8", "replace")
    return Fernet(urlsafe_b64encode(scrypt(both, salt=settings.SECRET_KEY.encode(), n=2**12, r=8, p=1, dklen=32)))


__all__ = ["Begun", "begin", "end_keys", "forget_keys", "lines_for", "resume", "said_for", "send"]
