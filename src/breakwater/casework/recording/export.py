"""Answers as rows of a table: each as it was asked, in the version of the form that it was given on."""

from collections.abc import Iterator

from . import operations, words
from .definitions import Visibility
from .models import Answers

HEAD = ["Form", "Version", "Part", "Question", "Answer"]


def rows_of(answers: Answers, *, widest: Visibility = Visibility.RESTRICTED) -> Iterator[list[str]]:
    """The answers in words, under HEAD, as far as `widest`. A later version of the form changes none of it."""
    version = answers.version
    form = operations.definition_of(version)
    for section in words.sections(form, answers.values, widest=widest, unanswered=False):
        for row in section.rows:
            yield [form.title, str(version.number), section.title, row.question, row.value]
