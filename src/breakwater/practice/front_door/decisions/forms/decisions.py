"""What a manager types to decide: for one child, or for each child of a group on one page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate

from breakwater.foundation.design.fields import (
    CheckboxesField,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.people.consent import is_asked_themselves

from ...models import Contact, Decision, Dispensing, Outcome, ServiceKind
from ...screening.operations import requirements
from ...screening.operations.requirements import FEWEST_WORDS
from ...screening.people_as_told import born_of
from ...services import PAST_THE_WORKER, PROTECTS, WHAT_IT_STARTS, agreement_fault
from ..operations import open_tasks
from ..operations.agreement_to_help import Statement, agreement_for
from ..operations.decision_facts import DecisionFacts
from .each_child import check_length, child_name
from .family import NOT

OWN_ANSWER = "Ask {} themselves: at 16 or 17 a parent’s agreement is not theirs."
AGREEMENT = dict(Decision._meta.get_field("agreement").choices)
SAME, OWN, LATER = "same", "own", "later"
# Where one person's words stand, and where the children are ticked whom they speak of.
COVERS = {
    "agreement_words": "agreement_covers",
    "also_agrees": "also_covers",
    "objects_words": "objects_covers",
    "refusal_words": "refusal_covers",
}
ENOUGH = f"At least {FEWEST_WORDS} words."
NOT_THE_RATIONALE = "Write the referrer a reason of their own: they must not read the rationale"


@dataclass(frozen=True)
class ToDecide:
    """A contact that is to be decided, and what has to be asked for that.

    `siblings` are the open contacts that came with it; `lacks` the parts of the screening record that are still to be written, in
    words; `for_worker` the keys of the contacts that social care's worker has to have, which offer no outcome that goes past
    that worker (FD 1.7). `tasks` are the open tasks of each contact, and `agreed` what was recorded of agreement before, by the
    contact's key.
    """

    contact: Contact
    siblings: Sequence[Contact]
    sender_is_public: bool
    needs_a_look: bool
    lacks: Sequence[str]
    for_worker: Collection[int]
    tasks: Mapping[int, Sequence]
    agreed: Mapping[int, Sequence]


class DecisionForm(IdempotentForm):
    """Outcome, reasons, agreement, what the sender reads. Each contact that came with this one gets the same decision, another,
    or none yet.
    """

    outcome = RadiosField(
        label="What happens next?",
        options=WHAT_IT_STARTS,
        reveals={"O10": ["kind"], "O14": ["why_gone"]},
        missing="Choose what happens next",
    )
    kind = RadiosField(label="Which service?", choices=ServiceKind, small=True, missing="Choose which service")
    why_gone = RadiosField(
        label="Which of the two?",
        choices=[("duplicate", "Sent before: a duplicate"), ("error", "Recorded in error")],
        small=True,
        missing="Choose whether it is a duplicate or an error",
    )
    rationale = TextareaField(
        label="Why?",
        hint=f"{ENOUGH} What is known, what is not, what the child's life is like, why this and not another. The family may "
        "ask to read it.",
        rows=8,
        counts=False,
        missing="Write why",
        attributes={"data-mash-words": str(FEWEST_WORDS)},
    )
    agreement = RadiosField(
        label="Does the family agree?",
        hint=f"{LEVELS[2].name} and {LEVELS[3].name} are voluntary: they need someone's agreement. Nobody's agreement is needed to protect a child.",
        choices=AGREEMENT,
        reveals={
            "AGREES": [
                "agreement_words",
                "agreement_covers",
                "also_agrees",
                "also_covers",
                "objects_words",
                "objects_covers",
            ],
            "NOT_ASKED": ["dispensed_because"],
            "REFUSES": ["refusal_words", "refusal_covers", "refusal_considered"],
        },
        missing="Choose whether the family agrees",
    )
    agreement_words = TextField(
        label="Who agrees, how and when?",
        hint="One person, for example: mother, by telephone, today",
        max_length=240,
        missing="Write who agrees, how and when",
    )
    agreement_covers = CheckboxesField(
        label="For which children do they agree?", small=True, missing="Tick each child they agree for"
    )
    also_agrees = TextField(
        label="Does anyone else agree? Who, how and when?", hint="Another person", max_length=240, required=False
    )
    also_covers = CheckboxesField(label="For which children?", small=True, required=False)
    objects_words = TextField(
        label="Does anyone with parental responsibility refuse? Who, how and when?", max_length=240, required=False
    )
    objects_covers = CheckboxesField(label="For which children do they refuse?", small=True, required=False)
    refusal_words = TextField(label="Who refuses, how and when?", hint="One person", max_length=240, required=False)
    refusal_covers = CheckboxesField(label="For which children do they refuse?", small=True, required=False)
    dispensed_because = SelectField(
        label="Why were they not asked?",
        hint="Needed for a strategy discussion or protection.",
        choices=Dispensing,
        empty="Choose a reason",
        required=False,
    )
    refusal_considered = TextareaField(
        label="Does the refusal itself raise the concern?",
        hint="And why it goes ahead, or ends, all the same. Tell the referrer below what would change the decision.",
        rows=3,
        max_length=2000,
        required=False,
    )
    words_for_sender = TextareaField(
        label="Feedback to referrer",
        hint="The reason, in words that are safe for them. They read this and the outcome, nothing else you write here.",
        rows=4,
        max_length=2000,
        missing="Write what the referrer may read",
    )
    present = TextField(
        label="Who else was asked or present?",
        hint="For example: the health practitioner in the MASH",
        max_length=240,
        required=False,
    )
    without_record_because = TextareaField(
        label="Why decide before the screening record is whole?",
        rows=2,
        max_length=500,
        missing="Finish the screening record, or write why you decide without it",
    )
    checked_by_hand = CheckboxesField(
        label="What does social care know?",
        hint="Its list does not say enough, so its own record has to be looked up by a person.",
        choices=[("yes", "I, or a colleague I have asked, looked the child and the household up by hand today")],
        missing="Look the child up in social care's own record, then tick this",
    )

    def __init__(self, *args, about: ToDecide, **kwargs):
        super().__init__(*args, **kwargs)
        contact, self.for_family = about.contact, ()
        self.contact = contact
        self.tasks, self.agreed, self.for_worker = about.tasks, about.agreed, frozenset(about.for_worker)
        self.siblings = {str(other.pk): other for other in about.siblings}
        self.sender_is_public = about.sender_is_public
        self.fields["outcome"].choices = self._outcomes_for(contact)
        for name in ("dispensed_because", "refusal_considered"):
            self.fields[name].says_optional = False
        children = [(one.reference, child_name(one)) for one in (contact, *about.siblings)]
        young = [
            child_name(one) for one in (contact, *about.siblings) if is_asked_themselves(born_of(one), on=localdate())
        ]
        if young:
            self.fields["agreement"].help_text += f" {OWN_ANSWER.format(' and '.join(young))}"
        for name in COVERS.values():
            if len(children) == 1:
                del self.fields[name]
            else:
                self.fields[name].choices = children
        reveals = self.fields["agreement"].reveals.items()
        self.fields["agreement"].reveals = {code: [n for n in names if n in self.fields] for code, names in reveals}
        if self.agreed.get(contact.pk):
            for name in {"agreement_words", "agreement_covers"} & self.fields.keys():
                self.fields[name].required = False
        self._add_tasks(contact)
        if self.data.get("quotes_because"):
            self.ask_why_it_quotes()
        if about.sender_is_public:
            del self.fields["words_for_sender"]
        if not about.needs_a_look:
            del self.fields["checked_by_hand"]
        if about.lacks:
            self.fields["without_record_because"].help_text = f"It does not say yet {', nor '.join(about.lacks)}."
        else:
            del self.fields["without_record_because"]
        for key, other in self.siblings.items():
            self._add_sibling(key, other)

    def _add_tasks(self, contact: Contact) -> None:
        """Where each open task of a contact goes; asked of a brother or sister only where something is decided for them."""
        for task in self.tasks.get(contact.pk, ()):
            whose = "" if contact.pk == self.contact.pk else f" (of {child_name(contact)})"
            self.fields[f"t{task.public_id}"] = RadiosField(
                label=f"Open task{whose}: {task.title}",
                hint=f"Due {day(task.due_at)}, {task.team.name}",
                choices=list(open_tasks.ways_of(task).items()),
                small=True,
                required=False,
            )
            self.fields[f"t{task.public_id}"].says_optional = False

    def ask_why_it_quotes(self) -> None:
        """Ask why the reasons need a phrase of an answer that is for the MASH only (TR-08)."""
        self.fields["quotes_because"] = TextareaField(
            label="Why must the reasons repeat these words?",
            rows=2,
            max_length=500,
            required=False,
            hint="Only where nothing else would do. The reason is recorded with the decision.",
        )
        self.fields["quotes_because"].says_optional = False

    def _add_sibling(self, key: str, other: Contact) -> None:
        name = child_name(other)
        own = [f"s{key}_outcome", f"s{key}_rationale"] + ([] if self.sender_is_public else [f"s{key}_words"])
        self.fields[f"s{key}"] = RadiosField(
            label=f"And {name}?",
            hint=f"Came in the same contact, {other.reference}. Each child is decided on their own.{_lacks_said(other)}",
            choices=[
                (SAME, "The same decision: you read the reasons once more for this child"),
                (OWN, "Another decision"),
                (LATER, "Not now"),
            ],
            reveals={OWN: own},
            missing=f"Choose what happens for {name}",
        )
        self.fields[f"s{key}_outcome"] = SelectField(
            label=f"What happens next for {name}?",
            choices=[
                pair for pair in self._outcomes_for(other) if pair[0] != Outcome.SPECIALIST_SERVICE
            ],  # it asks for more
            missing=f"Choose what happens for {name}",
        )
        self.fields[f"s{key}_rationale"] = TextareaField(
            label="Why?",
            hint=ENOUGH,
            rows=5,
            counts=False,
            missing=f"Write why, for {name}",
            attributes={"data-mash-words": str(FEWEST_WORDS)},
        )
        if not self.sender_is_public:
            self.fields[f"s{key}_words"] = TextareaField(
                label=f"Feedback to referrer about {name}?",
                rows=3,
                max_length=2000,
                missing="Write what the referrer may read",
            )
        self._add_tasks(other)

    def _outcomes_for(self, contact: Contact) -> list[tuple[str, str]]:
        # A transfer has a page of its own, which asks which authority: see `forms.boundary`.
        fitting = list(Outcome)
        if contact.pk in self.for_worker:
            fitting = [one for one in fitting if one not in PAST_THE_WORKER]
            fitting.sort(key=lambda one: one != Outcome.OPEN_CASE)
        return [(one.value, one.label) for one in fitting if one != Outcome.TRANSFER]

    def clean_rationale(self):
        check_length(self.cleaned_data["rationale"], self.data.get("outcome"))
        return self.cleaned_data["rationale"]

    def clean(self):
        given = super().clean()
        outcome = given.get("outcome")
        if outcome in {*PROTECTS, Outcome.OPEN_CASE} and self._errors.pop("without_record_because", None):
            given["without_record_because"] = ""  # protection waits for no record
        if outcome == Outcome.DUPLICATE:
            for name in ("checked_by_hand", "without_record_because", "words_for_sender"):
                self._errors.pop(name, None)
                given.setdefault(name, [] if name == "checked_by_hand" else "")
        if outcome:
            self._clean_contact(self.contact, outcome, "outcome")
        self._clean_covers(given)
        if given.get("words_for_sender") and given.get("words_for_sender") == given.get("rationale"):
            self.add_error("words_for_sender", NOT_THE_RATIONALE)
        for key, other in self.siblings.items():
            self._clean_sibling(key, other, given)
        return given

    def _clean_contact(self, contact: Contact, outcome: str, box: str) -> None:
        """What this outcome needs for one child: a rating, a search and a worker, agreement that names the child, tasks settled."""
        if lacks := requirements.missing(contact, outcome):
            self.add_error(box, f"{_needs(contact, lacks)} Protection does not wait for it")
        if because := requirements.harm_unanswered(contact, outcome, at=timezone.now()):
            self.add_error(box, requirements.HarmUnanswered(contact, because).words)
        given = self.cleaned_data
        if given.get("agreement"):
            code, words = self.agreement_of(contact)
            fault = agreement_fault(
                outcome,
                agreement=code,
                chosen=given["agreement"],
                agreement_words=words,
                dispensed_because=given.get("dispensed_because") or "",
                refusal_considered=given.get("refusal_considered") or "",
            )
            own = contact.pk == self.contact.pk
            agrees = given["agreement"] == "AGREES"
            if fault and own and not (agrees and {"agreement_words", "agreement_covers"} & self.errors.keys()):
                where = fault.box if fault.box in self.fields else "agreement_words"  # of one child nobody is ticked
                if where not in self.errors:
                    self.add_error(where, fault.words)
            elif fault and not own:
                said = f"Nobody's agreement is carried to {child_name(contact)}: say it above, ticking them"
                self.add_error(box, said if agrees else f"{fault.words}. {said}")
        for task in self.tasks.get(contact.pk, ()):
            try:
                open_tasks.chosen([task], outcome, self._ways())
            except open_tasks.TasksUnsettled:
                where = " Nobody takes this case on, so it cannot go with it" if given.get(f"t{task.public_id}") else ""
                self.add_error(f"t{task.public_id}", f"Choose what becomes of this task.{where}")

    def _ways(self) -> dict[str, str]:
        return {
            task.public_id: self.cleaned_data.get(f"t{task.public_id}") or ""
            for found in self.tasks.values()
            for task in found
        }

    def _clean_covers(self, given: dict) -> None:
        """Whoever agrees or refuses says for whom."""
        asked = self.fields["agreement"].reveals.get(given.get("agreement"), ())
        for words, covers in COVERS.items():
            if covers in asked and given.get(words) and not given.get(covers) and covers not in self.errors:
                self.add_error(covers, "Tick each child they speak of")

    def _clean_sibling(self, key: str, other: Contact, given: dict) -> None:
        chosen = given.get(f"s{key}")
        if chosen == SAME and other.pk in self.for_worker and given.get("outcome") in PAST_THE_WORKER:
            self.add_error(f"s{key}", "Social care has this child’s case open: choose another decision, or not now")
        if chosen == SAME and given.get("outcome"):
            self._clean_contact(other, given["outcome"], f"s{key}")
        if chosen != OWN:
            return
        box = f"s{key}_rationale"
        try:
            check_length(given.get(box) or "", given.get(f"s{key}_outcome"))
        except ValidationError as fault:
            if box not in self.errors:
                self.add_error(box, fault)
        if given.get(f"s{key}_words") and given.get(f"s{key}_words") == given.get(box):
            self.add_error(f"s{key}_words", NOT_THE_RATIONALE)
        if given.get(f"s{key}_outcome"):
            self._clean_contact(other, given[f"s{key}_outcome"], f"s{key}_outcome")

    def statements(self) -> list[Statement]:
        """What each person said of agreeing, with the children they said it of; nobody's word is another child's."""
        given = self.cleaned_data
        says = {"AGREES": ("agreement_words", "also_agrees", "objects_words"), "REFUSES": ("refusal_words",)}
        found = []
        for name in says.get(given.get("agreement") or "", ()):
            if not given.get(name):
                continue
            refuses = name in ("objects_words", "refusal_words")
            covers = given.get(COVERS[name]) if COVERS[name] in self.fields else [self.contact.reference]
            found.append(Statement("REFUSES" if refuses else "AGREES", given[name], tuple(covers or ())))
        return found

    def agreement_of(self, contact: Contact) -> tuple[str, str]:
        """The agreement that would hold for one child, and whose it is."""
        chosen = self.cleaned_data.get("agreement") or ""
        code, words = agreement_for(contact, self.statements(), self.agreed.get(contact.pk, ()), chosen)
        if code == "NOT_ASKED" and chosen == "REFUSES" and contact.pk == self.contact.pk:
            code = "REFUSES"
        return code, words

    def agreement_in_words(self, contact: Contact) -> str:
        """Who agrees for a child, who was not asked and why, as it is read over before it is recorded."""
        given = self.cleaned_data
        code, words = self.agreement_of(contact)
        why = dict(Dispensing.choices).get(given.get("dispensed_because") or "", "no reason is given")
        more = {
            "NOT_ASKED": why if given.get("agreement") == code else "",
            "REFUSES": given.get("refusal_considered") or "",
        }
        said = AGREEMENT.get(code, "No agreement that your role can see is recorded")
        return ": ".join(filter(None, [said, words, more.get(code, "")]))

    def tasks_in_words(self, contact: Contact, outcome: str) -> list[str]:
        """What becomes of each open task of a contact."""
        found = self.tasks.get(contact.pk, ())
        made = open_tasks.chosen(found, outcome, self._ways())
        return [f"{task.title}. {open_tasks.WAYS[made[task.public_id]]}" for task in found]

    def chosen_siblings(self) -> list[Contact]:
        """Those that get the same decision."""
        return [other for key, other in self.siblings.items() if self.cleaned_data.get(f"s{key}") == SAME]

    def facts(self) -> DecisionFacts:
        """The decision of this contact, and of those that get the same."""
        given = self.cleaned_data
        names = (
            "words_for_sender",
            "without_record_because",
            "agreement",
            "dispensed_because",
            "refusal_considered",
            "present",
            "kind",
            "quotes_because",
        )
        return DecisionFacts(
            outcome=given["outcome"],
            rationale=given["rationale"],
            checked_by_hand=bool(given.get("checked_by_hand")),
            in_error=given.get("why_gone") == "error",
            statements=tuple(self.statements()),
            tasks=self._ways(),
            for_family=self.for_family,
            **{name: given.get(name) or "" for name in names},
        )

    def boxes_of(self, contact: Contact) -> dict[str, str]:
        """Where this form asks for a decision's words about `contact`, by the name the operation gives them."""
        key = str(contact.pk)
        if self.cleaned_data.get(f"s{key}") != OWN:
            return {}
        return {"rationale": f"s{key}_rationale", "words_for_sender": f"s{key}_words"}

    def own_decisions(self) -> list[tuple[Contact, DecisionFacts]]:
        """The decisions of brothers and sisters that are decided otherwise."""
        made = []
        for key, other in self.siblings.items():
            if self.cleaned_data.get(f"s{key}") == OWN:
                its = replace(
                    self.facts(),
                    outcome=self.cleaned_data[f"s{key}_outcome"],
                    rationale=self.cleaned_data[f"s{key}_rationale"],
                    words_for_sender=self.cleaned_data.get(f"s{key}_words") or "",
                    in_error=False,
                    for_family=tuple(
                        each for each in self.for_family if each["told"] == NOT
                    ),  # other words are of the first
                )
                made.append((other, its))
        return made


def _needs(contact: Contact, lacks: Sequence[str]) -> str:
    return f"{child_name(contact)} needs {requirements.in_a_row(lacks)} first."


def _lacks_said(contact: Contact) -> str:
    lacks = requirements.missing(contact)
    return f" {_needs(contact, lacks)}" if lacks else ""
