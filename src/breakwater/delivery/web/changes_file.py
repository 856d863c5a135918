"""Joiners, movers and leavers by a file of personnel: read, shown first, and made line by line as if each were typed on its own page.

Nothing of the file is kept: what was looked at comes back with the form that confirms it, and is read and checked again.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import ROLES
from breakwater.partnership.organisations.models import Actor, Membership, Team
from breakwater.partnership.people.records.operations.locking import call

from . import joining
from .invitations import Wanted

COLUMNS = ("change", "email", "name", "organisation", "team", "role", "job title", "last day")
NEEDED = {"change", "email"}
MOST_LINES = 500
MOST_BYTES = 100_000
FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y")


class Change(StrEnum):
    JOINER = "joiner"
    MOVER = "mover"
    LEAVER = "leaver"


class NotReadable(Refusal):
    """The file is no table of joiners, movers and leavers."""

    box = "file"


class Wrong(Refusal):
    """What is wrong with one line, in words for personnel."""


@dataclass(frozen=True)
class Line:
    """One line of the file and what follows of it. `fault` is why nothing does; `is_done` that nothing has to."""

    number: int
    change: str
    email: str
    name: str = ""
    wanted: Wanted | None = None
    ends: tuple[Membership, ...] = ()
    last_day: date | None = None
    says: str = ""
    fault: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class Made:
    """What came of a file: how many were invited, posts ended, and the lines that were refused."""

    invited: int = 0
    ended: int = 0
    refused: tuple[Line, ...] = ()


def text_of(content: bytes) -> str:
    """The text of a file as personnel systems and spreadsheets save it. Raises NotReadable."""
    if len(content) > MOST_BYTES or b"\0" in content:
        raise NotReadable(words="Choose a CSV file of at most 500 lines. Save a workbook as CSV first")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotReadable(words="The file is in an encoding that cannot be read. In Excel choose CSV UTF-8")


def rows_of(text: str) -> list[tuple[int, dict[str, str]]]:
    """The lines with their numbers, each cell under its column. Raises NotReadable."""
    mark = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        heads = [" ".join(each.replace("_", " ").casefold().split()) for each in next(reader, [])]
        unknown = [each for each in heads if each and each not in COLUMNS]
        if unknown or not set(heads) >= NEEDED:
            wrong = f"“{unknown[0][:40]}” is none of them" if unknown else "change and email are needed"
            raise NotReadable(words=f"The first line names the columns: {', '.join(COLUMNS)}. {wrong}")
        found = [
            (reader.line_num, {head: cell.strip() for head, cell in zip(heads, cells, strict=False)})
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error:
        raise NotReadable(words="The file cannot be read as CSV: a quotation mark may be missing") from None
    if not found or len(found) > MOST_LINES:
        raise NotReadable(words="There is no line below the headings" if not found else f"At most {MOST_LINES} lines")
    return found


def plan(text: str, *, by: Actor, at: datetime) -> list[Line]:
    """What each line would do now; nothing is changed. Raises NotReadable."""
    known = _Known(by, at)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, cells in rows_of(text):
        line = Line(number, cells["change"].casefold(), cells["email"].lower(), cells.get("name", ""))
        try:
            if seen.setdefault(line.email, number) != number:
                raise Wrong(words=f"The same address is on line {seen[line.email]}. One line a person")
            line = known.read(line, cells)
        except Refusal as refusal:
            line = replace(line, fault=refusal.words)
        lines.append(line)
    return lines


def make(text: str, *, key: UUID, by: Actor, at: datetime) -> Made:
    """Make the changes of each line that can be made; the same `key` again invites nobody twice. Raises NotReadable."""
    invited = ended = 0
    refused = []
    for line in plan(text, by=by, at=at):
        if line.fault:
            refused.append(line)
            continue
        try:
            with transaction.atomic():
                if line.wanted:
                    joining.invite(wanted=replace(line.wanted, key=uuid5(key, str(line.number))), by=by, at=at)
                for post in line.ends:
                    joining.end_post(membership=post, last_day=line.last_day, by=by, at=at)
        except Refusal as refusal:
            refused.append(replace(line, fault=refusal.words))
        else:
            invited, ended = invited + bool(line.wanted), ended + len(line.ends)
    audit.did(
        "took in a file of changes", "area", by.area_id_acting, invited=invited, ended=ended, refused=len(refused)
    )
    return Made(invited, ended, tuple(refused))


class _Known:
    """The teams, roles and posts of the area, read once, and what a line of each kind asks of them."""

    def __init__(self, by: Actor, at: datetime):
        self.by, self.today = by, london_date(at)
        self.teams: list[Team] = list(joining.teams_offered(by))
        self.roles = {}
        for role in joining.roles_offered(by):
            self.roles |= {role.value: role.value, ROLES[role].title.casefold(): role.value}
        posts = joining.who_may_be_seen(by).in_force_or_to_come(self.today).order_by("pk")
        self.posts: dict[str, list[Membership]] = {}
        for post in posts:
            self.posts.setdefault(post.user.email.lower(), []).append(post)

    def read(self, line: Line, cells: Mapping[str, str]) -> Line:
        """The line with what it does. Raises Refusal."""
        kinds: dict[str, Callable] = {
            Change.JOINER: self._joins,
            Change.MOVER: self._moves,
            Change.LEAVER: self._leaves,
        }
        if line.change not in kinds:
            raise Wrong(words="The column change says joiner, mover or leaver")
        if "@" not in line.email:
            raise Wrong(words="Enter the work e-mail address")
        return kinds[line.change](line, cells)

    def _joins(self, line: Line, cells: Mapping[str, str]) -> Line:
        wanted = self._wanted(line, cells)
        if any((post.team_id, post.role_id) == (wanted.team.pk, wanted.role) for post in self._held(line)):
            return replace(line, is_done=True, says="Holds this role already")
        if why := call("access.why_not_invite(%s, %s, %s)", wanted.email, wanted.team.pk, wanted.role):
            raise joining.WHY_NOT.get(why, joining.NotYourTeam)(wanted)
        return replace(line, wanted=wanted, says=f"Invited as {self._post_in_words(wanted.role, wanted.team)}")

    def _moves(self, line: Line, cells: Mapping[str, str]) -> Line:
        posts = self._held(line)
        if not posts:
            raise Wrong(words="Holds no role here: joiner is meant")
        joined = self._joins(line, cells)
        stays = (
            {(joined.wanted.team.pk, joined.wanted.role)}
            if joined.wanted
            else {(self._team(cells).pk, self._role(cells))}
        )
        return self._ending(joined, [post for post in posts if (post.team_id, post.role_id) not in stays], cells)

    def _leaves(self, line: Line, cells: Mapping[str, str]) -> Line:
        posts = self._held(line)
        if cells.get("team"):
            team = self._team(cells)
            posts = [post for post in posts if post.team_id == team.pk]
        if cells.get("role"):
            role = self._role(cells)
            posts = [post for post in posts if post.role_id == role]
        if not posts:
            return replace(line, is_done=True, says="Holds no such role here")
        return self._ending(line, posts, cells)

    def _ending(self, line: Line, posts: Iterable[Membership], cells: Mapping[str, str]) -> Line:
        """The line, which ends these posts after its last day, today where it names none. What they hold is said."""
        last_day = self._day(cells.get("last day", ""))
        ends = tuple(post for post in posts if post.ends_on is None or post.ends_on > last_day)
        if any(post.user_id == self.by.membership.user_id for post in ends):
            raise Wrong(words="Someone else ends your own role")
        if not ends:
            return line if line.wanted else replace(line, is_done=True, says="Ends by that day already")
        when = "now, and they are signed out" if last_day < self.today else f"after {date_in_words(last_day)}"
        said = [
            f"{self._post_in_words(post.role_id, post.team)} ends {when}: {joining.held_in(post).words}"
            for post in ends
        ]
        return replace(
            line,
            ends=ends,
            last_day=last_day,
            name=line.name or ends[0].user.name,
            is_done=False,
            says=". ".join(filter(None, [line.says if line.wanted else "", *said])),
        )

    def _held(self, line: Line) -> list[Membership]:
        return self.posts.get(line.email, [])

    def _wanted(self, line: Line, cells: Mapping[str, str]) -> Wanted:
        held = self._held(line)
        name = line.name or (held[0].user.name if held else "")
        if not name:
            raise Wrong(words="Enter the name")
        return Wanted(line.email, name[:120], self._team(cells), self._role(cells), cells.get("job title", "")[:120])

    def _team(self, cells: Mapping[str, str]) -> Team:
        """The open team that the cells name; its organisation alone is enough where that has one. Raises Wrong."""
        organisation, name = (cells.get(each, "").casefold() for each in ("organisation", "team"))
        found = [
            team
            for team in self.teams
            if (not organisation or team.organisation.name.casefold() == organisation)
            and (not name or team.name.casefold() == name)
        ]
        if len(found) != 1 or not (organisation or name):
            raise Wrong(
                words="Several teams have this name: name the organisation"
                if len(found) > 1 and (organisation or name)
                else "No open team of your area has this name"
            )
        return found[0]

    def _role(self, cells: Mapping[str, str]) -> str:
        role = self.roles.get(cells.get("role", "").casefold())
        if role is None:
            raise Wrong(words="No role that you may give has this name: see What each role is for")
        return role

    def _day(self, said: str) -> date:
        if not said:
            return self.today
        for shape in FORMATS:
            try:
                day = datetime.strptime(said, shape).date()
            except ValueError:
                continue
            # A day that is over ends the role now, as the page does.
            return max(day, self.today - timedelta(days=1))
        raise Wrong(words="Write the last day as 31/08/2026")

    @staticmethod
    def _post_in_words(role: str, team: Team) -> str:
        return f"{ROLES[role].title}, {team.name}, {team.organisation.name}"
