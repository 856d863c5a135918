"""What a child said, in the child's own words: for workers, and for nobody of the family unless it is released (SG-27)."""

from collections.abc import Iterator

from .models import Submission
from .operations.labels import repeats

QUESTIONS = ("child_views", "own_words", "wish")
RUN = 5  # so many words in a row of what a child said are the child's


def childs_words(submission: Submission | None) -> list[str]:
    """Each thing the child wrote or is quoted as saying; nothing where nobody says what the child said."""
    if submission is None:
        return []
    said = [submission.worry] if submission.channel == Submission.Channel.CHILD else []
    if answers := submission.answers:
        said += [words for key in QUESTIONS for words in _texts(answers.values.get(key))]
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
