"""Who can be offered work: each service's receiver, registered by the room that gives the service."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from breakwater.casework.cases.models import Case
from breakwater.foundation.dates import OfficeHours
from breakwater.foundation.dates.limits import Limit, WorkingDays
from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team
from breakwater.partnership.people.models import Person


@dataclass(frozen=True)
class Held:
    """What a giver holds of an offer that is a receipt: its reference, where to read it, and the day by which it is decided.

    `is_decided` once nobody waits for an answer any more. `danger_now` is what to do where a child was said to be in danger, or
    perhaps, and whether anybody was alerted (SG-04); empty otherwise.
    """

    reference: str
    href: str
    decided_by: date
    is_decided: bool
    danger_now: str = ""


@dataclass(frozen=True)
class Receiver:
    """How a service takes in a handover.

    `open` is called on acceptance with (handover, by, at) and returns the case it opened, or None where the service works
    elsewhere. `is_receipt`: the offer itself is the receipt, at once, and cannot be declined (SG-01). `never_declined`: it
    waits for acceptance but may not be declined (section 47 and protection). `works_elsewhere`: the service's record is
    in another system, whose reference and worker an acceptance must name (SG-07). `says_only` stands wherever others may
    read which team it is, for a service whose name alone would tell what is suspected (SG-12). `finds_a_lead`: what it opens
    is led by a professional it must find, and a giver who works on its own case keeps it until one accepts (FD 4.9).
    `takes_over`: the capacity in the carried cases that whoever accepts holds from then on; the one asked answers in person.
    `sent_back` is called with (handover, by, at) once the offer was declined, while the giver is responsible.
    Where the offer is the receipt, `open` has the `offer` as well, with its `danger`, `sent_again` is called with (handover, reason, danger,
    by, at) once the same form came again, `ask_now(area, at)` says whom to ring this minute, and `receipt(handover, at)` what
    the giver holds. `answer_out_of_hours` holds in place of `answer_within` for what is offered while the receiving team's
    office is closed, because it cannot wait for the next opening. `start_page(reference, line)` is where whoever referred a child starts this help themselves,
    `start_for(public_id)` where whoever sees a child does. `joins_open`: what `open` returns was open before, and the carried
    cases are added to it.
    """

    service: str
    label: str
    open: Callable
    answer_within: Limit = WorkingDays(1)
    answer_out_of_hours: Limit | None = None
    is_receipt: bool = False
    never_declined: bool = False
    works_elsewhere: bool = False
    says_only: str = ""
    finds_a_lead: bool = False
    takes_over: str = ""
    sent_back: Callable | None = None
    sent_again: Callable | None = None
    ask_now: Callable[[Area, datetime], str] | None = None
    receipt: Callable[..., "Held | None"] | None = None
    start_page: Callable[[str, int], str] | None = None
    start_for: Callable[[str], str] | None = None
    joins_open: bool = False

    def limit_at(self, at: datetime, hours: OfficeHours) -> Limit:
        """How long there is to answer what is offered at a moment, with the hours of the team that answers."""
        return self.answer_within if self.answer_out_of_hours is None or hours.is_open(at) else self.answer_out_of_hours

    def team_said(self, team: str) -> str:
        """The receiving team as others may read it."""
        return self.says_only or team

    def named(self, team: str) -> str:
        """The service and its team as others may read them."""
        return self.says_only or f"{self.label} ({team})"

    def actor_said(self, words: str) -> str:
        """Who answered for the service, as others may read it."""
        return self.says_only or words


@dataclass(frozen=True)
class OpenAction:
    """Something that someone still has to do in a case: `kind` names its source, `row` its key there."""

    kind: str
    row: int
    case: int
    words: str
    who: str
    due_on: date | None

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.row}"


@dataclass(frozen=True)
class Holder:
    """Who hands over in some cases (by key): a team, or the humans (by key) whose post in them ends."""

    cases: Collection[int]
    team: Team | None = None
    users: frozenset[int] = frozenset()

    def actions(self) -> list[OpenAction]:
        return [action for source in OPEN_ACTIONS.values() for action in source.held(self)]


@dataclass(frozen=True)
class ActionSource:
    """Where open actions are kept: `held(holder)` finds a giver's; `give(row, owner or None, team)` puts one in other hands."""

    held: Callable[[Holder], list[OpenAction]]
    give: Callable[[int, Membership | None, Team], None]


OPEN_ACTIONS: Registry[ActionSource] = Registry(
    "open actions", "What someone still has to do in a case that changes hands"
)


@dataclass(frozen=True)
class Fact:
    """One fact of the ledger. `about` names whom it is of, as its source does; `organisation` (by key) is whose words they are.

    What `is_live` is read from the record whenever it is shown, and is never kept with a handover.
    """

    line: str
    words: str
    source: str
    known_at: datetime
    about: str = ""
    person: Person | None = None
    organisation: int | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    is_live: bool = False


LEDGER_SOURCES: Registry[Callable[[Sequence[Case]], Iterable[Fact]]] = Registry(
    "sources of the ledger",
    "What each room knows of some cases that whoever receives them must see, as far as the actor may read it",
)


@dataclass(frozen=True)
class AskedToStart:
    """Who was asked to start help for whom: the handover (by key) that waits for it or went ahead of it, the child, and why."""

    handover: int
    child: int
    name: str
    reason: str


ASKED_TO_START: Registry[Callable[[str, int, Actor], AskedToStart | None]] = Registry(
    "asked to start help", "The line of a receipt by which its reader was asked to start help for a child themselves"
)


@dataclass(frozen=True)
class Allocated:
    """Whose work is open for a child already: the service and the team that are offered what comes in meanwhile, the case (by key)
    where it is kept here, and who they are, in words. No team: the one that the area has for the service.
    """

    service: str
    team: Team | None = None
    said: str = ""
    case: int | None = None


ALLOCATED: Registry[Callable[[int], Allocated | None]] = Registry(
    "who is allocated",
    "Whose work is open for a child (by key), as far as the actor sees it: they are offered what comes in",
)
KEPT_OUT: Registry[Callable[[int, Iterable[int]], set[int]]] = Registry(
    "organisations kept out",
    "Which of some organisations, by key, must not learn of a case: asked before it is offered to any",
)
RECEIVERS: Registry[Receiver] = Registry("handover receivers", "How each service takes in work that is offered to it")


def receives(service: str, *, label: str, **facts) -> Callable:
    """Register the decorated function as the way `service` opens work from a handover."""

    def register(function: Callable) -> Callable:
        RECEIVERS.register(service, Receiver(service=service, label=label, open=function, **facts))
        return function

    return register


def allocated_to(child: int) -> Allocated | None:
    """Whose work is open for a child, in the rooms above; the first that knows."""
    return next((found for find in ALLOCATED.values() if (found := find(child)) is not None), None)


def kept_out(case_id: int, organisations: Iterable[int]) -> set[int]:
    """Those of these organisations, by key, that must not learn of a case (SG-11)."""
    asked = sorted(set(organisations))
    return set().union(*(ask(case_id, asked) for ask in KEPT_OUT.values())) if asked else set()


@dataclass(frozen=True)
class Load:
    """One kind of work of a team: how many each post has, by its key, how many nobody has, and the address that moves them.

    `moves` takes the public id of a post, or "none" for what nobody has. `kinds` of case have no worker of their own.
    """

    title: str
    counts: Mapping[int, int]
    unallocated: int
    moves: Callable[[str], str]
    kinds: Sequence[str] = ()


@dataclass(frozen=True)
class Beside:
    """Work of a post that is no case, and what one of it and several are called.

    `count(membership)` says how many a post has. `give_back(membership, by, at)` leaves them to their teams once the post has
    ended, tells those, and returns how many; said again it does nothing. `by` keeps the posts and sees none of it.
    """

    one: str
    many: str
    count: Callable[[Membership], int]
    give_back: Callable[[Membership, Actor, datetime], int]


BESIDE_CASES: Registry[Beside] = Registry(
    "work beside cases", "What a role holds that is no case, and goes back as it ends"
)
LOADS: Registry[Callable[[Team, Actor, datetime], Load | None]] = Registry(
    "caseloads", "What a room's work is allocated to people of a team, for its manager"
)
