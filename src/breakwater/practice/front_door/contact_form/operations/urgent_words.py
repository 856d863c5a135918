"""What a sender said that cannot wait, said to them again on every page that they hold of what they sent (SG-04)."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from ...arrivals.cannot_wait import TO_THE_SENDER, words_to_sender
from ...emergency_duty import operations as duty
from ...models import Submission


@dataclass(frozen=True)
class Said:
    """That a child is in danger now, or what else cannot wait, in words to the sender; and whether someone was paged.

    `due_on` is the day by which somebody decides, or takes it up; None where nothing was sent under the reference.
    """

    in_danger: bool = False
    cannot_wait: str = ""
    is_paged: bool = False
    due_on: date | None = None

    def __bool__(self) -> bool:
        return self.in_danger or bool(self.cannot_wait)


def said_under(reference: str, *, area: Area) -> Said:
    """What was said under a reference that its sender holds, at once or in what they added, whoever may read it by now."""
    with acting_as(service_of(area, ServiceName.INTAKE)):
        with connection.cursor() as cursor:
            cursor.execute("select * from access.sent_as(%s, %s)", [area.pk, reference])
            row = cursor.fetchone()
        if row is None:
            return Said()
        in_danger, code, due_on = row
        words = TO_THE_SENDER.get(code, "")
        # In their own form, where it can be read: a contact that the form joined keeps also what the call said.
        sent = Submission.objects.filter(reference=reference).values_list("answers__values", flat=True)
        if sent and sent[0]:
            words = words_to_sender(sent[0])
    is_paged = bool(in_danger or words) and duty.has_been_paged(reference, area)
    return Said(in_danger, words, is_paged, due_on)
