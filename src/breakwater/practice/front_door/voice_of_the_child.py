"""What a child said, in the child's own words: for workers, and for nobody of the family unless it is released (SG-27)."""

from collections.abc import Iterator, Sequence

from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import state_of
from breakwater.casework.recording.row_questions import EACH, answer_of, row_key
from breakwater.foundation.dates.london_time import london_date

from .arrivals.from_answers import told_by_professional
from .information_requests.operations.labels import repeats
from .models import Contact, Submission

VIEWS = "child_views"
QUESTIONS = (VIEWS, "own_words", "wish")
RUN = 5  # so many words in a row of what a child said are the child's


def childs_words(submission: Submission | None) -> list[str]:
    """Each thing the child wrote or is quoted as saying; nothing where nobody says what the child said."""
    if submission is None:
        return []
    said = [submission.worry] if submission.channel == Submission.Channel.CHILD else [*submission.childs_words]
    if answers := submission.answers:
        said += [words for key in QUESTIONS for words in _texts(answers.values.get(key))]
    return [words for words in said if len(words.split()) > 1]


def words_of_one(submission: Submission, contact: Contact) -> list[str]:
    """The same of the child of one contact alone: nothing of a brother or sister, and nothing where the form does not say
    plainly which of its children said it.
    """
    rows = _rows(submission)
    if len(rows) < 2:
        return childs_words(submission)
    at = _row_of(submission, contact)
    return [] if at is None else [words for words in _said_of(submission, rows, at) if len(words.split()) > 1]


def words_of_others(submission: Submission, contact: Contact) -> list[tuple[str, str]]:
    """What the other children of the form said, each with the name the form gives that child."""
    rows, own = _rows(submission), _row_of(submission, contact)
    if len(rows) < 2:
        return []
    names = [child.named_as for child in _told(submission)]
    return [
        (words, names[at])
        for at in range(len(rows))
        if at != own and names[at]
        for words in _said_of(submission, rows, at)
    ]


def why_unsaid(submission: Submission, contact: Contact) -> str:
    """Why the form quotes nothing of this child: not yet spoken to, or too young to say; "" where it says no such thing."""
    rows, at = _rows(submission), _row_of(submission, contact)
    if submission.answers is None or at is None:
        return ""
    asked = {question.key: question for _, question in recording.definition_of(submission.answers.version).questions()}
    question, given = asked.get(VIEWS), submission.answers.values.get(VIEWS)
    state = state_of(answer_of(given, row_key(rows[at], at + 1))) if question else ""
    return question.state_words.get(state, "") if state else ""


def _rows(submission: Submission) -> list[dict]:
    values = submission.answers.values if submission.answers else {}
    return [row for row in values.get("children") or [] if isinstance(row, dict) and row]


def _told(submission: Submission) -> Sequence:
    return told_by_professional(submission.answers.values, on=london_date(submission.received_at)).children


def _row_of(submission: Submission, contact: Contact) -> int | None:
    """At which place of the form the child of a contact stands; None where no name, or more than one, is theirs."""
    rows = _rows(submission)
    if len(rows) == 1:
        return 0
    named = [at for at, child in enumerate(_told(submission)) if child.named_as == contact.named_as] if rows else []
    return named[0] if len(named) == 1 else None


def _said_of(submission: Submission, rows: Sequence[dict], at: int) -> list[str]:
    values, key = submission.answers.values, row_key(rows[at], at + 1)
    given = [values[question] for question in QUESTIONS if isinstance(values.get(question), dict)]
    return [words for value in given if EACH in value for words in _texts(answer_of(value, key))]


def repeats_a_child(text: str, said: list[str]) -> bool:
    """Whether a text has what a child said in the child's own words."""
    return any(repeats(text, words, run=RUN) for words in said)


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
