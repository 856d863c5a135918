"""A notification is its reader's alone; the outbox holds no one's data and is read by the mail job and the demo page."""

from breakwater.foundation.grants.declare import Library, Reference

TABLES = [
    # Words without names, for one signed-in human; asked for by that human's id on every page, so kept light.
    Reference("notifications_notification", delete=True),
    Library("notifications_outboxmessage"),
]
