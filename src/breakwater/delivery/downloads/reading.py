"""A list as its reader would see it: every page of it, drawn as that person in that role, and the cells of its table."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.organisations.access import require
from breakwater.partnership.organisations.models import Actor

ROWS_A_TURN = 200
MOST_ROWS = 20_000
ENDS = "data-list-ends"  # what the pagination component writes after the table that it turns the pages of
NOT_READ = ("form", "button", "svg", "script", "style", "template")
APART = ("li", "p", "br", "dd", "dt", "div", "ul")
ONLY_FOR_EARS = "govuk-visually-hidden"


class NotAList(Refusal):
    words = "This page is no list that can be downloaded. Open the list and choose Download this list"


class TooLong(Refusal):
    words = f"The list has more than {MOST_ROWS:,} rows. Filter it, then download"


@dataclass(frozen=True)
class Turn:
    """Some rows of a list. `title` is its page's, `total` how many rows there are in all."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    total: int


def list_at(address: str) -> ResolverMatch:
    """The list that an address of ours names, whatever its filter. Raises NotAList."""
    try:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not address.startswith("/"):
            raise NotAList(address)
        found = resolve(parts.path)
    except (Resolver404, ValueError):
        raise NotAList(address) from None
    view = getattr(found.func, "view_class", None)
    if view is None or not issubclass(view, ListPage) or not view.may_be_taken_away:
        raise NotAList(address)
    return found


def is_list(address: str) -> bool:
    try:
        return bool(list_at(address))
    except NotAList:
        return False


def require_list(address: str, actor: Actor) -> None:
    """See that the list's own permission is held, as far as it is of no one thing. Raises NotAList, NotPermitted."""
    view = list_at(address).func.view_class
    if view.permission and not getattr(view, "permission_of", ""):
        require(actor, view.permission)


def rows_of(address: str, *, by: Actor) -> Iterator[Turn]:
    """The list, so many rows a turn. Acts as whoever acts now. Raises NotAList, TooLong, and what the list's view raises."""
    found, read, number, total = list_at(address), 0, 1, 1
    view = found.func.view_class.as_view(
        **found.func.view_initkwargs | {"paginate_by": ROWS_A_TURN, "is_for_a_file": True}
    )
    while read < total:
        turn = _read(view, found, _asking(address, found, by, number))
        if turn.total > MOST_ROWS:
            raise TooLong(address)
        yield turn
        read, total, number = number * ROWS_A_TURN, turn.total, number + 1


def together(turns: Iterable[Turn]) -> tuple[list[str], list[list[str]]]:
    """The headings of all turns, and every row under them: a page leaves out a column of which it has nothing to say."""
    turns = list(turns)
    heads = list(max((turn.heads for turn in turns), key=len, default=[]))
    heads += [head for turn in turns for head in turn.heads if head not in heads]
    heads = list(dict.fromkeys(heads))
    rows = []
    for turn in turns:
        for row in turn.rows:
            said = dict(zip(turn.heads, row, strict=True))
            rows.append([said.get(head, "") for head in heads])
    return heads, rows


def _asking(address: str, found: ResolverMatch, by: Actor, number: int) -> HttpRequest:
    """A request for a page of the list by a reader who has signed in nowhere: the shell around it stays small."""
    parts, asked = urlsplit(address), HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", parts.path, parts.path
    asked.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    asked.GET = QueryDict(parts.query, mutable=True)
    asked.GET[found.func.view_class.page_key] = str(number)
    asked.resolver_match = asked.route = found
    asked.session, asked.user = SessionBase(), by.membership.user
    asked.actor, asked.post, asked.posts = by, by.membership, [by.membership]
    return asked


def _read(view, found: ResolverMatch, asked: HttpRequest) -> Turn:
    answer = view(asked, *found.args, **found.kwargs)
    total = answer.context_data["page"].paginator.count
    asked.user = AnonymousUser()  # what follows draws: menus and names of the reader are no part of a list
    return _turn(BeautifulSoup(answer.render().content, "html.parser"), total)


def _turn(page: BeautifulSoup, total: int) -> Turn:
    title = page.title.get_text(" ", strip=True).split(" – ")[0].split(" - ")[0] if page.title else ""
    end = page.find(attrs={ENDS: True})
    table = end.find_previous("table") if end else None
    if table is None:
        if total:
            raise NotAList(title)
        return Turn(title, [], [], 0)
    heads = [_seen(cell) for cell in table.thead.find_all("th")]
    kept = [at for at, words in enumerate(heads) if words]
    rows = [
        [_words(cell) for cell in row.find_all(["th", "td"], recursive=False)] for row in table.tbody.find_all("tr")
    ]
    return Turn(title, [heads[at] for at in kept], [[row[at] for at in kept] for row in rows], total)


def _seen(cell: Tag) -> str:
    """The words of a heading that eyes see: a column whose heading is for ears alone holds things to press."""
    for hidden in cell.find_all(class_=ONLY_FOR_EARS):
        hidden.decompose()
    return _words(cell)


def _words(cell: Tag) -> str:
    for out in cell.find_all(NOT_READ):
        out.decompose()
    for apart in cell.find_all(APART):
        apart.insert_before("\n")
    lines = (re.sub(r"\s+", " ", line).strip() for line in cell.get_text().split("\n"))
    words = "; ".join(line for line in lines if line)
    return "" if words == "–" else words
