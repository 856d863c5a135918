"""What is decided of a contact: one parcel, from the form to the decision's row, and in the proposal that waits for approval."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from ...models import Outcome
from .agreement_to_help import Statement, of_one_person, statements_of


@dataclass(frozen=True)
class DecisionFacts:
    """What happens to a contact next, why, and with whose agreement.

    `words_for_sender` is all that the sender reads. `statements` say who agrees or refuses, for the children named;
    `agreement_words` alone are one person's on the first child. `tasks` says where each open task goes, by its public id. `kind`
    is which specialist service, `quotes_because` why the reasons must repeat an answer that is for the MASH only (TR-08).
    `for_family` says of each parent or carer what they may read (`forms.family`); of whom it says nothing, the reasons as they are.
    """

    outcome: str
    rationale: str
    words_for_sender: str = ""
    agreement: str = "NOT_NEEDED"
    agreement_words: str = ""
    statements: tuple[Statement, ...] = ()
    dispensed_because: str = ""
    refusal_considered: str = ""
    tasks: Mapping[str, str] = field(default_factory=dict)
    checked_by_hand: bool = False
    kind: str = ""
    in_error: bool = False
    present: str = ""
    without_record_because: str = ""
    quotes_because: str = ""
    for_family: tuple[Mapping, ...] = ()

    @classmethod
    def from_json(cls, kept: Mapping) -> "DecisionFacts":
        """What a proposal kept of it, by whatever release."""
        names = {each.name for each in fields(cls)}
        facts = cls(**{name: value for name, value in kept.items() if name in names})
        return replace(facts, statements=tuple(statements_of(facts.statements)), for_family=tuple(facts.for_family))

    def as_json(self) -> dict:
        return asdict(self) | {"statements": [each.as_json() for each in self.statements]}

    def stated(self, contact) -> "DecisionFacts":
        """The same with its outcome as such, and whoever agrees or refuses named with the children they speak of."""
        said = self.statements or tuple(of_one_person(self.agreement, self.agreement_words, contact))
        return replace(self, outcome=Outcome(self.outcome), statements=said)

    @property
    def words_for_family(self) -> str:
        """What anyone of the family reads in words of their own, and why somebody must not be told."""
        return " ".join(f"{each['words']} {each['because']}" for each in self.for_family).strip()

    @property
    def who_agrees(self) -> str:
        """What anyone wrote of agreement and refusal."""
        return " ".join([self.agreement_words, *(each.words for each in self.statements)])
