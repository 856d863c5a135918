"""Following one chapter in one area: each text that came into force there, as Atom. No account, and nobody counts who follows."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.foundation.design.pages import light_page

from .. import finding, presenting

AN_HOUR = "public, max-age=3600"


@light_page
@require_safe
def chapter_feed(request, manual, number, area):
    """What has come into force of a chapter in an area, newest first, each with what it changes."""
    found = finding.chapter_at(manual, number)
    here = finding.area_at(finding.areas_of(found.manual), area)
    page = f"{settings.SITE_URL}{presenting.address_of(found, here)}"
    made = Atom1Feed(
        title=f"{found.heading}, {here.name}",
        link=page,
        description="",
        language="en-GB",
        feed_url=f"{settings.SITE_URL}{request.path}",
        feed_guid=page,
    )
    for period in finding.came_into_force(found, here, london_date(timezone.now())):
        on = period.starts_on.isoformat()
        link = f"{settings.SITE_URL}{reverse('policies:then', args=[manual, number, area, on, on])}"
        own = f", with {here.name}’s own variation" if period.local_id else ""
        made.add_item(
            title=f"Version {period.version.number} from {day(period.starts_on)}{own}",
            link=link,
            unique_id=f"{page}#{period.pk}",
            description=escape(" ".join(line for _, lines in presenting.notes_of(period.version) for line in lines)),
            pubdate=period.believed_from,
            updateddate=period.believed_from,
        )
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = AN_HOUR
    return response
