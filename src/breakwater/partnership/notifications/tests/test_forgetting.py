"""What was read and sent is forgotten after ninety days; what still waits is not."""

from datetime import timedelta

from django.utils import timezone

from breakwater.partnership.notifications.jobs import forget_old
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater_dev.testing import factories as make


def test_old_read_notifications_and_sent_messages_are_forgotten_and_waiting_ones_kept(db):
    now, long_ago = timezone.now(), timezone.now() - timedelta(days=91)
    user = make.membership().user
    for read_at in (long_ago, now, None):
        Notification.objects.create(
            user=user, words="Something waits", path="/today/", made_at=long_ago, read_at=read_at
        )
    for state, sent_at in (("SENT", long_ago), ("WAITING", None)):
        OutboxMessage.objects.create(
            to=user.email, subject="Something waits", body="Sign in", made_at=long_ago, state=state, sent_at=sent_at
        )
    assert forget_old(at=now) >= 2
    left = OutboxMessage.objects.get(to=user.email)
    assert (Notification.objects.filter(user=user).count(), left.state) == (2, "WAITING")
