"""The invented area's public site: the product's own pages, a few resources, two issues of a bulletin, and an alert half read."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.core.files.images import ImageFile
from django.db.models import F
from PIL import Image as Pillow
from PIL import ImageDraw
from wagtail.images.models import Image

from breakwater.knowledge.content import rules
from breakwater.knowledge.content.models import Frequency, Kind, Page, Reach, Resource, Subscriber
from breakwater.knowledge.content.models.resources import Check
from breakwater.knowledge.content.operations import alerts, bulletins, dispatching, library, pledging, shelf, site
from breakwater.partnership.organisations.access import Role, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team

OFFERED = {
    "title": "Before you press send",
    "summary": "A film and questions about nude pictures and the law.",
    "sort": "lesson",
    "subject": "images",
    "key_stages": ["ks4"],
    "minutes": 50,
    "audiences": ["schools"],
    "settings": ["secondary"],
    "address": "https://example.org/invented/4",
    "credit": "An invented school",
    "licence": "Creative Commons: credit the maker",
}
READ_BY = "Read by a specialist of an agency (invented for the demo)."
PLEDGES = ("An assembly in every year.", "The helpline on every cubicle door.", "An evening for parents.")
ISSUES = (
    (35, "Autumn: notice, check, share", "Three short things to bring to your next staff meeting."),
    (6, "Who helps, and how to ask", "What changed on the site, and one talk."),
)


# A logo is a letter's block and three waves, drawn here: (name, colour, how high each wave stands).
PARTNERS = (
    ("Safe Haven Solent (invented)", "#5a2a6e", (20, 34, 48)),
    ("Pompey Youth Rooms (invented)", "#8a3b12", (48, 34, 20)),
    ("Housing Compass (invented)", "#00625c", (34, 48, 34)),
)


def build(area: Area, team: Team, by: Actor, second: Actor, third: Actor, now: datetime) -> None:
    """Bring the pages and the library, publish it after its checks, offer one more; send two issues; alert the schools."""
    with acting_as(by):
        site.bring(area=area, kept_by=team, by=by, at=now)
        shelf.bring(area=area, by=by, at=now)
        _partners(area)
    _check(area, by, second, third, now)
    with acting_as(by):
        library.offer(area=area, facts=OFFERED, key=UUID(int=4), at=now)
    _take_part(area, now)
    _bulletins(area, by, second, now)
    _alert(area, by, second, third, now)


def _partners(area: Area) -> None:
    """Logos of three invented partners on the partnership's page, as an editor would put them there."""
    page = Page.objects.get(slug="the-partnership", kept_by__area=area)
    logos = [
        {"name": name, "logo": _logo(name, colour, heights), "address": "https://example.org/invented/"}
        for name, colour, heights in PARTNERS
    ]
    page.body.append(("heading", "Some of our partners"))
    page.body.append(("partners", logos))
    page.save_revision().publish()


def _logo(name: str, colour: str, heights: tuple[int, ...]) -> Image:
    drawn, made = Pillow.new("RGBA", (300, 120)), BytesIO()
    pen = ImageDraw.Draw(drawn)
    pen.rounded_rectangle((0, 10, 100, 110), radius=18, fill=colour)
    for place, height in enumerate(heights):
        pen.rectangle((18 + place * 24, 92 - height, 34 + place * 24, 92), fill="white")
    for line, word in enumerate(name.removesuffix(" (invented)").split()):
        pen.text((114, 12 + line * 32), word, fill=colour, font_size=28)
    drawn.save(made, "PNG")
    return Image.objects.create(title=name, file=ImageFile(made, name=f"{name.split()[0].lower()}.png"))


def _check(area: Area, manager: Actor, prevent: Actor, link: Actor, now: datetime) -> None:
    """Each check by whoever may give it: the subject's by the Prevent lead or the office, teaching by the link manager."""
    for resource in Resource.objects.waiting().filter(area=area).order_by("pk"):
        knows = prevent if rules.gives(prevent, resource, Check.SPECIALIST) else manager
        for whose, what in ((knows, Check.SPECIALIST), (link, Check.EDUCATION), (manager, Check.PUBLISHED)):
            with acting_as(whose):
                words = READ_BY if what == Check.SPECIALIST else ""
                library.decide(resource=resource, what=what, words=words, by=whose, at=now)


def _take_part(area: Area, now: datetime) -> None:
    """Three schools take part in the campaign; two of them are named."""
    campaign = Page.objects.filter(kind=Kind.CAMPAIGN, kept_by__area=area).first()
    leads = Membership.objects.filter(role=Role.DSL, team__area=area).order_by("team__organisation", "pk")
    for number, lead in enumerate(leads.distinct("team__organisation")[: len(PLEDGES)]):
        with acting_as(actor_of(lead)) as school:
            pledging.pledge(
                page=campaign, words=PLEDGES[number], is_named=number > 0, is_done=number == 1, by=school, at=now
            )


def _bulletins(area: Area, by: Actor, approver: Actor, now: datetime) -> None:
    """Two issues in the archive, and a few who asked for them."""
    long_ago = now - timedelta(days=60)
    Subscriber.objects.bulk_create(
        Subscriber(
            area=area,
            email=f"reader{number}@demo.invalid",
            topics=["prevent"],
            frequency=Frequency.EACH,
            confirmed_at=long_ago,
        )
        for number in range(1, 6)
    )
    for number, (days, title, lead) in enumerate(ISSUES, 1):
        at = now - timedelta(days=days)
        with acting_as(by):
            issue = bulletins.begin(
                area,
                bulletins.IssueFacts(topic="prevent", reach=Reach.PUBLIC, roles=[], title=title, lead=lead),
                key=UUID(int=100 + number),
                by=by,
                at=at,
            )
            bulletins.add(
                issue=issue,
                heading="Notice, check, share",
                words="Three steps from a feeling that something is wrong to the right help.",
                address="/guide/prevent/notice-check-share/",
                by=by,
                at=at,
            )
            bulletins.approve(issue=issue, by=approver, at=at)
            issue = bulletins.send(issue=issue, by=by, at=at)
        while dispatching.send_some(dispatch=issue.dispatch.pk, at=at):
            pass


def _alert(area: Area, by: Actor, second: Actor, third: Actor, now: datetime) -> None:
    """An alert to safeguarding leads that every second one has read."""
    at = now - timedelta(hours=30)
    facts = {
        "title": "Counterfeit tablets sold as sweets",
        "words": "Pupils of several schools were offered tablets in sweet wrappers near the seafront.",
        "what_to_do": "Tell staff and parents today. Take nothing in your hand: call 101, or 999 if someone is unwell.",
        "reach": Reach.PROFESSIONALS,
        "roles": ["dsl"],
        "kinds": [],
        "is_operational": False,
        "expires_at": now + timedelta(days=7),
    }
    with acting_as(by):
        alert = alerts.write(area=area, facts=facts, key=UUID(int=200), by=by, at=at)
    for approver in (second, third):
        with acting_as(approver):
            alerts.approve(alert=alert, by=approver, at=at)
    alert.told.annotate(half=F("pk") % 2).filter(half=0).update(acknowledged_at=at + timedelta(hours=2))
