"""The ways an e-mail leaves: SMTP, GOV.UK Notify, or not at all (it stays in the outbox, to be read there).

Each carrier sends one message or raises Refused (it will never go: the address or the key is wrong) or NotNow (try again).
"""

import mimetypes
import smtplib
from collections.abc import Callable
from email.message import MIMEPart

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives

from .models import OutboxMessage

SECONDS = 20
FOR_EVER = {400, 401, 403, 404}


class Refused(Exception):
    """The message will not go however often it is tried."""


class NotNow(Exception):
    """The carrier did not take the message this time."""


def by_smtp(message: OutboxMessage) -> None:
    """Send through the mail server of the settings. The Message-ID is the message's own, so that a copy can be told."""
    if message.channel == OutboxMessage.Channel.TEXT:
        raise Refused("A mail server sends no text messages")
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{message.public_id}@{host}>", "Auto-Submitted": "auto-generated"}
    if message.leave:
        headers |= {"List-Unsubscribe": f"<{message.leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(message.subject, message.body, to=[message.to], headers=headers)
    if message.html:
        mail.attach_alternative(message.html, "text/html")
        for number, name in enumerate(message.pictures, 1):
            mail.attach(_within(number, name))
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as fault:
        codes = {code for code, _ in fault.recipients.values()}
        raise (Refused if all(code >= 500 for code in codes) else NotNow)(f"SMTP {sorted(codes)}") from fault
    except smtplib.SMTPResponseException as fault:
        raise (Refused if fault.smtp_code >= 550 else NotNow)(f"SMTP {fault.smtp_code}") from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise NotNow(type(fault).__name__) from fault


def _within(number: int, name: str) -> MIMEPart:
    """A picture that travels in the message, so that showing it asks nobody and tells nobody that it was opened."""
    main, _, sub = (mimetypes.guess_type(name)[0] or "image/jpeg").partition("/")
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except OSError as fault:
        raise Refused(f"A picture of it is missing: {type(fault).__name__}") from fault
    part = MIMEPart()
    part.set_content(content, maintype=main, subtype=sub, disposition="inline", cid=f"<{number}>")
    return part


def by_notify(message: OutboxMessage) -> None:
    """Send through GOV.UK Notify, which takes plain words alone. `public_id` is the reference, asked for first on a second try so that none goes twice.

    `attempts` counts this try, and was committed before it began: a process that died in the first is followed by a second.
    """
    from notifications_python_client.errors import APIError, HTTPError, InvalidResponse

    client = _notify()
    try:
        if message.attempts > 1 and client.get_all_notifications(reference=message.public_id)["notifications"]:
            return
        if message.channel == OutboxMessage.Channel.TEXT:
            client.send_sms_notification(
                phone_number=message.to,
                template_id=settings.BREAKWATER_NOTIFY_TEXT_TEMPLATE,
                personalisation={"body": message.body},
                reference=message.public_id,
            )
            return
        client.send_email_notification(
            email_address=message.to,
            template_id=settings.BREAKWATER_NOTIFY_TEMPLATE,
            personalisation={"subject": message.subject, "body": message.body},
            reference=message.public_id,
            one_click_unsubscribe_url=message.leave or None,
        )
    except InvalidResponse as fault:
        raise NotNow("Notify: unreadable answer") from fault
    except HTTPError as fault:
        # Notify's own words may repeat the address, so only the number is kept.
        raise (Refused if fault.status_code in FOR_EVER else NotNow)(f"Notify {fault.status_code}") from fault
    except APIError as fault:
        raise NotNow("Notify: no answer") from fault


def failed_at_notify() -> list[tuple[str, str]]:
    """Reference and status of what GOV.UK Notify could not deliver, the newest first, at most 250. Raises APIError."""
    said = _notify().get_all_notifications(status="failed")["notifications"]
    return [(each["reference"], each["status"]) for each in said if each.get("reference")]


def _notify():
    from notifications_python_client import NotificationsAPIClient

    return NotificationsAPIClient(
        settings.BREAKWATER_NOTIFY_KEY, base_url=settings.BREAKWATER_NOTIFY_URL, timeout=SECONDS
    )


def not_at_all(message: OutboxMessage) -> None:
    """The outbox is the mailbox: the message stays to be read there."""


CARRIERS: dict[str, Callable[[OutboxMessage], None]] = {"smtp": by_smtp, "notify": by_notify, "outbox": not_at_all}


def carrier() -> Callable[[OutboxMessage], None]:
    """The carrier of the settings. Raises KeyError for one that is not known."""
    return CARRIERS[settings.BREAKWATER_MAIL]


def can_page(where: str) -> bool:
    """Whether the settings name a carrier that takes a message to a pager: by mail to its address, by text to a number."""
    if not where or is_read_here():
        return False
    if "@" in where:
        return True
    return settings.BREAKWATER_MAIL == "notify" and bool(settings.BREAKWATER_NOTIFY_TEXT_TEMPLATE)


def can_text() -> bool:
    """Whether the settings name a carrier of text messages, or the outbox is the mailbox."""
    return is_read_here() or settings.BREAKWATER_MAIL == "notify" and bool(settings.BREAKWATER_NOTIFY_TEXT_TEMPLATE)


def is_read_here() -> bool:
    """Whether messages stay in the outbox to be read there, because the settings name no carrier that takes them away."""
    return carrier() is not_at_all
