"""What came with a contact beside its sender's words: what an authority passed on with it, and whether the name is kept back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from breakwater.partnership.organisations.models import actor_relations

from .models import Addition, Contact, Submission
from .models.arrivals import NameKeptBack
from .rated_elsewhere import RatedElsewhere, rated_elsewhere
from .senders import asks_not_to_be_named

NOT_KNOWN_HERE = (
    "Not known here: who told us and how to reach them, what the family was told and agrees to, what was answered on the form. "
    "Do not tell the family who told us before you have asked us."
)
# In the `more` of a fact that another authority passed on: whom it asked, and that it has a strategy discussion open.
AGENCY_CHECK, DISCUSSION = "agency_check", "strategy_discussion"


@dataclass(frozen=True)
class Beside:
    """Lines of the authority that passed it on, and whether the family must not learn who told us (a NameKeptBack), or "",
    how that authority rated it, which agencies it asked, and what it says of its open strategy discussions."""

    lines: Sequence[str] = ()
    name_kept_back: str = ""
    rated: RatedElsewhere | None = None
    checks: Sequence[str] = ()
    discussions: Sequence[str] = ()

    @property
    def name_kept_back_because(self) -> str:
        return NameKeptBack(self.name_kept_back).label if self.name_kept_back else ""


def additions_to(submissions: Iterable[int]) -> list[Addition]:
    """What was told since, the earliest first, with who told it."""
    told = Addition.objects.filter(submission__in=submissions).select_related(*actor_relations("by"))
    return list(told.order_by("received_at", "pk"))


def beside_of(
    submission: Submission | None, additions: Iterable[Addition], joined: Iterable[Submission] = ()
) -> Beside:
    """What a submission, what was added to it and the written forms that joined it say, all already read."""
    lines = [line for each in additions if each.is_beside for line in each.words.splitlines() if line]
    told = submission.name_kept_back if submission else ""
    asks = any(_asks_for_it(each) for each in (submission, *joined))
    facts = submission.passed_facts if submission else []
    rated = rated_elsewhere(facts)
    checks, discussions = ([row["words"] for row in facts if key in row["more"]] for key in (AGENCY_CHECK, DISCUSSION))
    apart = [*([rated.words] if rated else []), *discussions]
    lines = [line for line in lines if not any(words in line for words in apart)]
    return Beside(lines, NameKeptBack.ASKED if asks else told, rated, checks, discussions)


def joined_to(contact: Contact) -> list[Submission]:
    """The written forms that joined a contact, or another of the same call, as its reader may read them."""
    together = Contact.objects.filter(submission=contact.submission_id).values("case")
    found = Submission.objects.filter(joined_to__in=together).select_related(
        "answers__version__form", "sender_organisation"
    )
    return list(found.order_by("received_at", "pk"))


def _asks_for_it(submission: Submission | None) -> bool:
    if submission is None:
        return False
    return asks_not_to_be_named(submission.answers.values if submission.answers else {}, submission.worry)


def names_the_sender(words: str, submission: Submission) -> bool:
    """Whether words name whoever told us, or have the number or address at which they are reached."""
    said = words.casefold()
    name = " ".join(submission.sender_words.split(",")[0].casefold().split())
    reach = re.sub(r"\s", "", submission.reply_to.casefold())
    return (" " in name and name in " ".join(said.split())) or (bool(reach) and reach in re.sub(r"\s", "", said))
