"""What rooms and agencies' lists say of children for the lists shared with schools: one registry of sources, asked for all at once.

    SHARED_SOURCES.register("early_help", open_episodes)

A source is asked as the area's service of lists, inside the wall: of a restricted child nothing is found, so nothing is said.
It answers with everything it knows to be so on a day. What a school may read of it is the rule table's to say, never the source's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Area


@dataclass(frozen=True)
class Standing:
    """One thing that is so of one child: `code` is a cohort's (FD 5.2), `person` a person's key, tied surely (SG-15).

    `agreed`, `parents_know` and `schools` (keys of organisations the family's agreement names) are what conditions ask;
    None and an empty set mean that nobody said so. `details` may reach a school only where the rule allows details.
    """

    person: int
    code: str
    since: date | None = None
    worker: str = ""
    team: str = ""
    phone: str = ""
    email: str = ""
    lead: str = ""
    next_meeting_on: date | None = None
    review_on: date | None = None
    words: str = ""
    agreed: bool = False
    parents_know: bool = False
    schools: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Said:
    """What one source says on a day.

    `as_at` is when it was so (None: nothing ever came in), `fresh_for` how long that may be gone by. `owner` and `owner_team`
    answer for it. `covers` names the areas whose children it speaks of (SG-08). `unsure` counts rows that nobody has tied to
    a child yet; `review` is the path of the page where a person does.
    """

    label: str
    as_at: datetime | None
    owner: str = ""
    owner_team: int | None = None
    fresh_for: timedelta = timedelta(days=14)
    covers: Sequence[str] = ()
    standings: Sequence[Standing] = field(default_factory=tuple)
    codes: frozenset[str] = frozenset()
    unsure: int = 0
    review: str = ""


SharedSource = Callable[[Area, date, datetime], Sequence[tuple[str, Said]]]

SHARED_SOURCES: Registry[SharedSource] = Registry(
    "shared sources", "What rooms and agencies say of children for the lists shared with schools"
)


@dataclass(frozen=True)
class Doubts:
    """The rows of one source of which nobody is sure whom they mean: on no list until a person says so (SG-15).

    `waiting` since `oldest`; of those decided lately, `tied` were children we know and `nobody` were not. Whoever holds a post
    with `settles` decides them, at `path`.
    """

    label: str
    waiting: int
    oldest: datetime | None
    tied: int
    nobody: int
    settles: Permission
    path: str


DoubtsOf = Callable[[Area, frozenset[str], datetime], Sequence[Doubts]]

DOUBTS: Registry[DoubtsOf] = Registry(
    "doubts of shared sources",
    "Rows that a person is to settle before a list can show them: of an area, of these cohorts, decided since a moment",
)
