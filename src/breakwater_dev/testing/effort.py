"""How many facts a form insists on, given its answers: what the effort of filling it in is measured against."""

from collections.abc import Mapping

from breakwater.casework.recording.definitions import Form, Kind, Question, Required
from breakwater.casework.recording.flow import asked_in_row, walk
from breakwater.casework.recording.row_questions import targets


def required_facts(form: Form, values: Mapping) -> int:
    """Each answer that must be given counts once, and once for every child or adult it is asked of."""
    shown, heard = walk(form, values)
    made = 0
    for question in (question for each in shown for question in each.questions):
        if question.kind is Kind.GROUP:
            for row in heard.get(question.key) or []:
                made += sum(_facts(inner, heard, form) for inner in asked_in_row(question, row, heard)[0])
        else:
            made += _facts(question, heard, form)
    return made


def _facts(question: Question, heard: Mapping, form: Form) -> int:
    if question.required is Required.NEVER:
        return 0
    return max(len(targets(question, heard, form.groups)), 1) if question.each else 1
