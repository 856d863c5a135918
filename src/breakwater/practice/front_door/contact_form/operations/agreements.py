"""What a form says of telling the family and of their agreement: three facts for each holder of parental responsibility."""

from collections.abc import Mapping
from dataclasses import dataclass

from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.answers import Missing
from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.definitions import Form
from breakwater.casework.recording.flow import applicable
from breakwater.casework.recording.row_questions import answer_of, single, targets
from breakwater.casework.recording.words import say

from ...models import Submission

APPROVED_ON = "dispensing"  # the page that says why somebody was not told, and who approved it
EVERYONE = "Everyone with parental responsibility"
FACTS = ("parent_told", "agrees_contact", "agrees_help")
MORE = ("agreed_on", "agreed_how", "agreed_words", "agreed_until")


@dataclass(frozen=True)
class Agreement:
    """One holder of parental responsibility, as the sender put it. Codes are the form's; `words` has each fact to read.

    `told` is yes, no or attempted; `agrees_contact` agrees, disagrees or not_asked; `agrees_help` yes, no or not_asked;
    "" where nothing was said. `holder` is EVERYONE where the form names nobody.
    """

    holder: str
    relation: str
    told: str
    agrees_contact: str
    agrees_help: str
    words: Mapping[str, str]


def agreement_of(submission: Submission | None) -> list[Agreement]:
    """What a submission's form says of each holder of parental responsibility; nothing where none came with a form."""
    answers = submission and submission.answers
    if not answers:
        return []
    return agreement_in(recording.definition_of(answers.version), answers.values)


def agreement_in(form: Form, values: Mapping) -> list[Agreement]:
    """The same, from answers. A form that asks no such thing says nothing of anyone."""
    questions = {question.key: question for _, question in form.questions()}
    if not questions.keys() >= set(FACTS):
        return []
    heard = applicable(form, values)
    found = targets(questions["parent_told"], heard, form.groups)
    rows = [(each.key, each.words) for each in found] or [("all", EVERYONE)]
    made = []
    for key, holder in rows:
        given = {name: answer_of(heard.get(name), key) for name in (*FACTS, *MORE) if name in questions}
        if not found and not any(given.values()):
            continue
        made.append(
            Agreement(
                holder=holder,
                relation=_relation(form, heard, key),
                told=as_word(given["parent_told"]),
                agrees_contact=as_word(given["agrees_contact"]),
                agrees_help=as_word(given["agrees_help"]),
                words={
                    name: said for name, value in given.items() if (said := say(single(questions[name], key), value))
                },
            )
        )
    return made


def untold_in(form: Form, values: Mapping) -> list[str]:
    """Who was not told of the contact, as the form names them."""
    return [one.holder for one in agreement_in(form, values) if one.told == "no"]


def in_the_way(form: Form, values: Mapping) -> list[Missing]:
    """What stands in the way of sending: what is not answered, and what does not fit together."""
    return recording_answers.missing(form, values) + unfit(form, values)


def unfit(form: Form, values: Mapping) -> list[Missing]:
    """Agreement said of someone who was not told. It is in nobody's way when a child is in danger (FD-07)."""
    if form.says_danger(applicable(form, values)):
        return []
    page = next((page.key for page, question in form.questions() if question.key == "agrees_contact"), "")
    said = {"agrees": "agrees", "disagrees": "does not agree"}
    return [
        Missing(
            page,
            "agrees_contact",
            f"{one.holder} was not told of this contact, and yet {said[one.agrees_contact]} to it. Change one of the two",
        )
        for one in agreement_in(form, values)
        if one.told in ("no", "attempted") and one.agrees_contact in said
    ]


def reasons_in(form: Form, values: Mapping) -> str:
    """Why the family has not been told, in words: the reasons chosen and the sender's own."""
    questions = {question.key: question for _, question in form.questions()}
    heard = applicable(form, values)
    return "\n".join(
        said
        for key in ("reason_not_told", "reason_words")
        if key in questions and (said := say(questions[key], heard.get(key)))
    )


def _relation(form: Form, heard: Mapping, key: str) -> str:
    family = form.groups.get("family")
    question = next((each for each in family.questions if each.key == "adult_relation"), None) if family else None
    row = next((row for row in heard.get("family") or [] if row.get("_row") == key), None)
    if question is None or row is None:
        return ""
    return say(question, row.get("adult_relation"), targets(question, heard, form.groups))
