"""E-mail that left and did not arrive: what the mail server or GOV.UK Notify says of it afterwards, and whom it is told.

A mail server sends its report (RFC 3464) to the address that the service sends from. Deliver that address into a Maildir and name it in
BREAKWATER_BOUNCES; reports that were read move to its `cur`. A report names the message by its own Message-ID, which only its reader has.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from .models import Notification, OutboxMessage

WORDS = "An e-mail that you sent did not arrive. Tell them another way."
OUR_ID = re.compile(rb"^Message-ID:\s*<([a-z2-7]{20})@", re.I | re.M)
STATUS = re.compile(r"[2-5]\.\d{1,3}\.\d{1,3}")
LARGEST = 1_000_000  # bytes of a report that is read


def read_reports(maildir: Path, *, at: datetime) -> int:
    """Note what each new report says, and lay it among those that were read. Returns how many messages did not arrive."""
    (maildir / "cur").mkdir(mode=0o700, parents=True, exist_ok=True)
    found = 0
    for path in sorted((maildir / "new").glob("*")):
        if path.stat().st_size <= LARGEST:
            found += sum(note(*failure, at=at) for failure in failures(path.read_bytes()))
        path.rename(maildir / "cur" / f"{path.name}:2,S")
    return found


def failures(report: bytes) -> Iterator[tuple[str, str]]:
    """The public id of each message that a report says will not arrive, and why; nothing of a report of delay, or of other mail."""
    message = email.message_from_bytes(report, policy=email.policy.default)
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") != "delivery-status":
        return
    of = OUR_ID.findall(report)
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and of:
            for fields in part.get_payload():
                if str(fields.get("Action", "")).strip().lower() == "failed":
                    status = STATUS.search(str(fields.get("Status", "")))
                    yield of[-1].decode(), f"Came back: {status[0] if status else 'no reason given'}"


def ask_notify(*, at: datetime) -> int:
    """Note what GOV.UK Notify could not deliver of its newest 250 failures. Returns how many are new."""
    from . import sending

    return sum(note(reference, f"Notify: {status}", at=at) for reference, status in sending.failed_at_notify())


@transaction.atomic
def note(public_id: str, fault: str, *, at: datetime) -> bool:
    """Mark a message that left as one that did not arrive, and tell its sender; False where that is known or it is not ours."""
    row = OutboxMessage.objects.select_for_update().filter(public_id=public_id, state=OutboxMessage.State.SENT).first()
    if row is None:
        return False
    row.state, row.sent_at, row.last_fault = OutboxMessage.State.FAILED, None, fault
    row.save(update_fields=["state", "sent_at", "last_fault"])
    tell_sender(row, at=at)
    return True


def tell_sender(row: OutboxMessage, *, at: datetime) -> None:
    """Tell whoever caused it, on their pages alone: they know the record, and nobody else need."""
    if row.sender_id is None:
        return
    told = Notification.objects.filter(user__email=row.to, made_at=row.made_at).order_by("pk").first()
    path, reference = (told.path, told.reference) if told else ("/notifications/", "")
    Notification.objects.create(user_id=row.sender_id, words=WORDS, path=path, reference=reference, made_at=at)
