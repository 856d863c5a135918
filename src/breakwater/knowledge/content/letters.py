"""What goes to subscribers by e-mail: plain words, the same links for everyone, and each reader's own way out.

Only what is public is written here (SG-30). Pictures travel within the message and no link is counted: nobody learns who opened what.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from breakwater.foundation.design import rich_text
from breakwater.foundation.design.moments import day, moment
from breakwater.knowledge.policies.registry import Moved, chapters_followed
from breakwater.partnership.organisations.models import Area

from . import drawing, languages, presenting
from .models import Alert, Asked, Frequency, Home, Issue, Item, Page, Subscriber, Topic

SALT = "content.subscription"
LINE = "-" * 60


def here(view: str, *args) -> str:
    """The whole address of a page of ours."""
    return f"{settings.SITE_URL}{reverse(view, args=args)}"


def address_of(issue: Issue) -> str:
    return reverse("content:issue", args=[issue.topic, issue.number])


def key_of(row: Asked | Subscriber) -> str:
    """What opens one reader's own page. It is worked out from the row and our secret, and kept nowhere."""
    return signing.Signer(salt=f"{SALT}.{type(row).__name__}").sign(row.public_id)


def opened(model: type[Asked] | type[Subscriber], key: str):
    """The row behind a key, or None."""
    try:
        public_id = signing.Signer(salt=f"{SALT}.{model.__name__}").unsign(key)
    except signing.BadSignature:
        return None
    return model.objects.filter(public_id=public_id).first()


@dataclass(frozen=True)
class Letter:
    """What one reader gets, without their own footer: plain words, the same words drawn, and the pictures that travel within."""

    subject: str
    body: str
    html: str
    pictures: tuple[str, ...] = ()

    def html_for(self, footer: str) -> str:
        """The words drawn, with the footer in its place."""
        return self.html.replace(drawing.FOOTER, footer)


def of_issue(issue: Issue, items: Sequence) -> Letter:
    """An issue as it is read in a mailbox."""
    subject = f"{issue.get_topic_display()} {issue.number}: {issue.title}"
    html, pictures = drawing.issue(issue, items, on_the_web=f"{settings.SITE_URL}{address_of(issue)}")
    return Letter(subject[:120], _plain(issue, items), html, pictures)


def of_words(area: Area, subject: str, body: str) -> Letter:
    """Other words for readers: an alert, a week, chapters."""
    return Letter(subject[:120], body, drawing.words(area, subject, body))


def _plain(issue: Issue, items: Sequence) -> str:
    parts = [f"{issue.get_topic_display()}, issue {issue.number}", "", issue.title, "=" * min(len(issue.title), 60)]
    parts += ["", rich_text.plain(issue.lead)] if issue.lead else []
    for item in items:
        parts += ["", f"{item.what}: {item.heading}" if item.what else item.heading, rich_text.plain(item.words)]
        parts += [drawing.whole(item.address)] if item.address else []
    return "\n".join([*parts, "", "On the web:", f"{settings.SITE_URL}{address_of(issue)}"])


def in_language(items: Sequence[Item], language: str, *, area: Area) -> list[Item]:
    """The items for readers of one language: a page by its words in it where the area's site has them, and none that is in a third one.

    None may be left: then the letter is its headline, its first words and the way to the archive.
    """
    pages_of_the_site = reverse("content:guide")
    paths = {
        item.pk: item.address.removeprefix(pages_of_the_site)
        for item in items
        if item.address.startswith(pages_of_the_site)
    }
    foreign = {pk for pk, path in paths.items() if languages.of(path) not in (languages.ENGLISH, language)}
    kept = [item for item in items if item.pk not in foreign]
    if language == languages.ENGLISH:
        return kept
    top = Home.objects.filter(area=area).first()
    pages = Page.objects.of(top).filter(url_path__startswith=f"{top.url_path}{language}/") if top else []
    there = {presenting.address_of(page): page for page in pages}
    made, said = [], set()
    for item in kept:
        path = paths.get(item.pk, "")
        page = (
            there.get(presenting.address(path if languages.of(path) == language else f"{language}/{path}"))
            if path
            else None
        )
        if page:
            item = copy(item)
            item.heading, item.words, item.address = page.title, page.summary, presenting.address_of(page)
        if not page or item.address not in said:
            made.append(item)
        said.add(item.address)
    return made


def of_alert(alert: Alert) -> str:
    return "\n".join(
        [
            "URGENT ALERT",
            "",
            alert.title,
            "",
            rich_text.plain(alert.words),
            "",
            "What to do",
            rich_text.plain(alert.what_to_do),
            "",
            f"In force until {moment(alert.expires_at)}.",
            "",
            "On the web:",
            here("content:public_alert", alert.public_id),
        ]
    )


def of_several(issues: Iterable[Issue]) -> str:
    """What came out in a week or a month: titles and where to read them."""
    parts = ["What came out since last time", ""]
    for issue in issues:
        parts += [
            f"{issue.get_topic_display()}, issue {issue.number}, {day(issue.sent_at)}",
            issue.title,
            f"{settings.SITE_URL}{address_of(issue)}",
            "",
        ]
    return "\n".join(parts).rstrip()


def of_chapters(moved: Iterable[Moved]) -> str:
    """What happened to the chapters that a reader follows."""
    parts = ["What has changed in the chapters you follow"]
    for each in moved:
        parts += ["", each.title, each.words.strip(), drawing.whole(each.href)]
    return "\n".join(parts)


def footer(reader: Subscriber) -> str:
    key = key_of(reader)
    return (
        f"\n\n{LINE}\nYou get this because you asked for it. It does not tell us whether you opened it.\n"
        f"Change what you get, or leave:\n{here('content:subscription', key)}\n"
    )


def html_footer(reader: Subscriber) -> str:
    """The same, drawn."""
    return drawing.footer(here("content:subscription", key_of(reader)))


def leave_address(reader: Subscriber) -> str:
    return here("content:leave", key_of(reader))


def question(asked: Asked) -> str:
    names = [
        *(Topic(each).label for each in asked.topics),
        *(each.name for each in chapters_followed(asked.chapters, asked.area)),
    ]
    wanted = "\n".join(f"- {each}" for each in names)
    return (
        f"Somebody, perhaps you, asked for this at the address that we write to:\n\n{wanted}\n{Frequency(asked.frequency).label}\n\n"
        f"If it was you, confirm here within three days:\n{here('content:say_yes', key_of(asked))}\n\n"
        "If it was not, do nothing. Nothing else comes, and we forget the address.\n"
    )
