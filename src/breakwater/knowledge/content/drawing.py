"""Messages to readers drawn in the area's name and colour, for mail programs: one column, no script, nothing asked of any server."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup, escape

from breakwater.foundation.design import rich_text
from breakwater.partnership.organisations.models import Area

from . import reading
from .models import Issue
from .models.pages import HARBOUR

FOOTER = "<!--footer-->"
ADDRESS = re.compile(r"https?://[^\s<>]+")
OUR_LINK, OUR_PICTURE = re.compile(r'href="(/[^"]*)"'), re.compile(r'<img src="(/pictures/[^"]*)"([^>]*)>')


def whole(address: str) -> str:
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address


def issue(issue: Issue, items: Sequence, *, on_the_web: str) -> tuple[str, tuple[str, ...]]:
    """An issue drawn, and the files of its pictures in the order of their numbers: those alone that were made for a page."""
    texts = [issue.lead, *(item.words for item in items)]
    start = reverse("content:picture", args=["-"])[:-1]
    addresses = dict.fromkeys(each for text in texts for each in rich_text.pictures_in(text))
    files = {each: name for each in addresses if reading.picture(name := each.removeprefix(start))}
    numbers = {address: number for number, address in enumerate(files, 1)}
    drawn = [
        {
            "heading": item.heading,
            "what": item.what,
            "html": _for_mail(rich_text.draw(item.words, level=3), numbers),
            "address": whole(item.address),
        }
        for item in items
    ]
    lead = _for_mail(rich_text.draw(issue.lead, level=2), numbers)
    facts = {"title": issue.title, "above": f"{issue.get_topic_display()}, issue {issue.number}", "lead": lead}
    html = _drawn(issue.area, facts | {"items": drawn, "on_the_web": on_the_web})
    return html, tuple(files.values())


def words(area: Area, title: str, body: str) -> str:
    """Plain words drawn: a paragraph for each of theirs, their addresses as links."""
    paragraphs = Markup("").join(
        Markup("<p>{}</p>").format(_linked(part)) for part in body.split("\n\n") if part.strip()
    )
    return _drawn(area, {"title": title, "above": "", "lead": paragraphs, "items": [], "on_the_web": ""})


def footer(change: str) -> str:
    """How a reader changes what comes, or ends it."""
    said = Markup(
        "<p>You get this because you asked for it. Its pictures travel within it, and it does not tell us whether you opened it."
        ' <a href="{}">Change what you get, or leave</a>.</p>'
    )
    return str(said.format(change))


def for_the_screen(html: str, pictures: Sequence[str]) -> str:
    """The message as its writer looks at it in a browser."""
    shown = html.replace(FOOTER, "<p>Each reader's own link to change or leave comes here.</p>")
    for number, name in enumerate(pictures, 1):
        shown = shown.replace(f'src="cid:{number}"', f'src="{reverse("content:picture", args=[name])}"')
    return shown


def _drawn(area: Area, facts: dict) -> str:
    colour = getattr(getattr(area, "site_home", None), "colour", HARBOUR)
    return render_to_string(
        "content/letter.html",
        facts
        | {"partnership": area.partnership_name, "colour": colour, "footer": Markup(FOOTER), "site": settings.SITE_URL},
    )


def _for_mail(html: Markup, numbers: dict[str, int]) -> Markup:
    def within(found: re.Match) -> str:
        return f'<img src="cid:{numbers[found[1]]}" width="560"{found[2]}>' if found[1] in numbers else ""

    made = OUR_LINK.sub(lambda found: f'href="{settings.SITE_URL}{found[1]}"', str(html))
    return Markup(OUR_PICTURE.sub(within, made))


def _linked(text: str) -> Markup:
    safe = str(escape(text))
    return Markup(ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', safe).replace("\n", "<br>"))
