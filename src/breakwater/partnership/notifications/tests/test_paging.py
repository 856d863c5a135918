"""A page leaves by mail to a pager's address, or as a text through Notify, and never by a carrier that cannot take it."""

import pytest
from django.utils import timezone

from breakwater.partnership.notifications import operations, sending
from breakwater.partnership.notifications.models import OutboxMessage


@pytest.mark.parametrize(
    ("mail", "template", "where", "can"),
    [
        ("outbox", "t", "pager@example.invalid", False),
        ("outbox", "t", "07700 900123", False),
        ("smtp", "", "pager@example.invalid", True),
        ("smtp", "t", "07700 900123", False),
        ("notify", "t", "07700 900123", True),
        ("notify", "", "07700 900123", False),
        ("notify", "", "pager@example.invalid", True),
        ("smtp", "", "", False),
    ],
)
def test_who_can_be_paged_depends_on_what_the_settings_carry(settings, mail, template, where, can):
    settings.BREAKWATER_MAIL, settings.BREAKWATER_NOTIFY_TEXT_TEMPLATE = mail, template
    assert sending.can_page(where) is can


def test_a_page_is_a_text_or_an_email_by_its_address(db):
    for where, channel in (("07700 900123", "TEXT"), ("pager@example.invalid", "EMAIL")):
        operations.page(where=where, words="Emergency. Reference C-26-1.", at=timezone.now())
        assert OutboxMessage.objects.get(to=where).channel == channel


def test_a_mail_server_refuses_a_text(db):
    message = operations.page(where="07700 900123", words="Emergency.", at=timezone.now())
    with pytest.raises(sending.Refused):
        sending.by_smtp(message)
