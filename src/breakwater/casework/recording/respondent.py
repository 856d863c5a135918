"""Who is asked, and how a question's boxes are named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from breakwater.partnership.organisations.models import Actor

from .definitions import Kind, Question
from .organisations import Candidate, matching_organisations
from .registry import LOOKUPS
from .row_questions import Target, targets

INSTEAD = "instead"
STATES_AMONG_OPTIONS = {Kind.YES_NO, Kind.ONE_OF, Kind.MANY_OF, Kind.SCALE, Kind.LOOKUP, Kind.PICK}


@dataclass(frozen=True)
class Asking:
    """Who is asked and how: `says_optional` marks what may be left; `keep_file` keeps an upload and describes it."""

    by: Actor | None = None
    public: bool = False
    says_optional: bool = False
    keep_file: Callable[[Question, object], dict] | None = None
    heard: Mapping = field(default_factory=dict, compare=False)
    groups: Mapping[str, Question] = field(default_factory=dict, compare=False)
    keeps_rows: frozenset[str] = frozenset()
    _found: dict[str, list[Candidate]] = field(default_factory=dict, compare=False)
    _listed: dict[str, list[tuple[str, str]]] = field(default_factory=dict, compare=False)

    def organisations(self, typed: str) -> list[Candidate]:
        """Organisations that may be meant; each name is looked up once a page."""
        if typed not in self._found:
            self._found[typed] = matching_organisations(typed)
        return self._found[typed]

    def listed(self, source: str) -> list[tuple[str, str]]:
        """The (code, words) of a list that a question names; a list that is kept in the database is asked for once a page."""
        if source not in self._listed:
            found = LOOKUPS.get(source)
            self._listed[source] = list(found()) if found else []
        return self._listed[source]

    def targets(self, question: Question) -> list[Target]:
        """The rows of an earlier group that a question asks about."""
        return targets(question, self.heard, self.groups)


def named(question: Question, prefix: str) -> str:
    """The name that a question's boxes begin with. In the second row of the group `children` the prefix is children-1-."""
    return f"{prefix}{question.key}"
