"""What a child said, in the child's own words: for workers, and for nobody of the family unless it is released (SG-27)."""

from collections.abc import Iterator

from breakwater.casework.recording.row_questions import EACH, answer_of, row_key
from breakwater.foundation.dates.london_time import london_date

from .arrivals.from_answers import told_by_professional
from .information_requests.operations.labels import repeats
from .models import Contact, Submission

QUESTIONS = ("child_views", "own_words", "wish")
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
    values = submission.answers.values if submission.answers else {}
    rows = [row for row in values.get("children") or [] if isinstance(row, dict) and row]
    if len(rows) < 2:
        return childs_words(submission)
    told = told_by_professional(values, on=london_date(submission.received_at)).children
    named = [number for number, child in enumerate(told) if child.named_as == contact.named_as]
    if len(named) != 1:
        return []
    key = row_key(rows[named[0]], named[0] + 1)
    given = [values[question] for question in QUESTIONS if isinstance(values.get(question), dict)]
    said = [words for value in given if EACH in value for words in _texts(answer_of(value, key))]
    return [words for words in said if len(words.split()) > 1]


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
