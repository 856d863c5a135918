"""Bulletins and alerts as everyone reads them: the archive by topic, each issue at its address, a feed for each topic."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from breakwater.foundation.design import rich_text
from breakwater.foundation.design.pages import finished_page, light_page

from .. import letters, reading
from ..models import Topic

PAGE, IN_A_FEED = 20, 30
AN_HOUR = "public, max-age=3600"


def _topic(slug: str) -> Topic:
    if slug not in Topic.values:
        raise Http404
    return Topic(slug)


@light_page
@require_safe
def index(request):
    """Each bulletin with its newest issue, alerts in force, and the way to get them."""
    here = reading.home_here()
    newest = {each.topic: each for each in reading.issues(here).order_by("topic", "-number").distinct("topic")}
    rows = [(topic, newest.get(topic)) for topic in Topic if topic != Topic.ALERTS]
    return render(
        request,
        "content/bulletins.html",
        {
            "rows": rows,
            "alerts": reading.alerts(here).in_force(timezone.now()).order_by("-sent_at", "pk"),
            "address_of": letters.address_of,
            "partnership": here.area.partnership_name if here else "",
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def archive(request, topic):
    """Every issue of one bulletin, newest first."""
    here, topic = reading.home_here(), _topic(topic)
    rows = (
        reading.alerts(here).order_by("-sent_at", "pk")
        if topic == Topic.ALERTS
        else reading.issues(here).filter(topic=topic).order_by("-number")
    )
    page = finished_page(rows, PAGE, request.GET.get("page"))
    return render(
        request,
        "content/archive.html",
        {
            "topic": topic,
            "page": page,
            "address_of": letters.address_of,
            "now": timezone.now(),
            "partnership": here.area.partnership_name if here else "",
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def issue(request, topic, number):
    """One issue, at the address it will always have."""
    here, topic = reading.home_here(), _topic(topic)
    found = get_object_or_404(reading.issues(here), topic=topic, number=number)
    around = {
        each.number: each for each in reading.issues(here).filter(topic=topic, number__in=(number - 1, number + 1))
    }
    return render(
        request,
        "content/issue.html",
        {
            "issue": found,
            "items": found.items.order_by("order", "pk"),
            "before": around.get(number - 1),
            "after": around.get(number + 1),
            "address_of": letters.address_of,
            "partnership": here.area.partnership_name,
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def alert(request, public_id):
    """One public alert: in force, over, or withdrawn, when only the reason is read: its link stands in mail that has left."""
    here = reading.home_here()
    if here is None:
        raise Http404
    found = get_object_or_404(reading.alerts_once_public(here), public_id=public_id)
    return render(
        request,
        "content/alert.html",
        {"alert": found, "is_over": found.expires_at <= timezone.now(), "partnership": here.area.partnership_name},
    )


@light_page
@require_safe
def feed(request, topic):
    """The newest public issues of one topic, as Atom."""
    here, topic = reading.home_here(), _topic(topic)
    about = f"{here.area.partnership_name}: {topic.label}" if here else topic.label
    page = f"{settings.SITE_URL}{reverse('content:archive', args=[topic])}"
    made = Atom1Feed(
        title=about,
        link=page,
        description="",
        language="en-GB",
        feed_url=f"{settings.SITE_URL}{request.path}",
        feed_guid=page,
    )
    for entry in _entries(here, topic):
        made.add_item(**entry)
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = AN_HOUR
    return response


def _entries(here, topic) -> list[dict]:
    if topic == Topic.ALERTS:
        return [
            {
                "title": each.title,
                "link": letters.here("content:public_alert", each.public_id),
                "description": escape(rich_text.plain(each.words)),
                "pubdate": each.sent_at,
                "updateddate": each.sent_at,
                "unique_id": letters.here("content:public_alert", each.public_id),
            }
            for each in reading.alerts(here).in_force(timezone.now()).order_by("-sent_at", "pk")[:IN_A_FEED]
        ]
    return [
        {
            "title": f"{each.number}: {each.title}",
            "link": f"{settings.SITE_URL}{letters.address_of(each)}",
            "description": escape(rich_text.plain(each.lead) or "; ".join(item.heading for item in each.items.all())),
            "pubdate": each.sent_at,
            "updateddate": each.sent_at,
            "unique_id": f"{settings.SITE_URL}{letters.address_of(each)}",
        }
        for each in reading.issues(here).filter(topic=topic).order_by("-number").prefetch_related("items")[:IN_A_FEED]
    ]
