"""What happens by itself: owners hear of reviews to come, and who read what is forgotten after six years."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.jobs import every
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName

from .models import Chapter
from .operations import importing, reading

MONTHS_BEFORE = (6, 3, 1, 0)  # domain clock K08
A_WEEK = timedelta(days=7)
SIX_YEARS = timedelta(days=6 * 366)


@every("50 6 * * *", name="policies.remind_of_reviews")
def remind_of_reviews() -> None:
    """Tell whoever keeps a chapter six, three and one months before its review, and on the day."""
    now = timezone.now()
    today = london_date(now)
    soon = Chapter.objects.filter(review_by__gte=today, review_by__lte=months_later(today, max(MONTHS_BEFORE) + 1))
    for chapter in soon.select_related("kept_by__area").order_by("review_by", "pk"):
        if today not in {months_later(chapter.review_by, -months) for months in MONTHS_BEFORE}:
            continue
        with acting_as(service_of(chapter.kept_by.area, ServiceName.MAIL)) as by:
            path = reverse("policies:chapter_kept", args=[chapter.public_id])
            notifications.tell(
                words="A chapter of the manual is to be reviewed", path=path, team=chapter.kept_by, by=by, at=now
            )


@every("40 3 * * *", name="policies.forget_word_files")
def forget_word_files() -> None:
    """Let go of Word files that nobody took in within a week."""
    importing.forget_old(before=timezone.now() - A_WEEK)


@every("10 3 * * 0", name="policies.forget_readers")
def forget_readers() -> None:
    """Forget who read what, six years after it was asked."""
    reading.forget(before=timezone.now() - SIX_YEARS)
