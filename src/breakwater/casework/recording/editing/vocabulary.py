"""A form's rules in words that an editor who does not write code can read."""

from breakwater.casework.recording.conditions import All, Answered, AnyOf, Condition, Includes, Is, Not, Some
from breakwater.casework.recording.definitions import Form, Kind, Question, Required, Visibility

KINDS = {
    Kind.TEXT: "A few words",
    Kind.LONG_TEXT: "Several lines of writing",
    Kind.NUMBER: "A whole number",
    Kind.DATE: "A date",
    Kind.PART_DATE: "A date, or the part of it that is known",
    Kind.TIME: "A time of day",
    Kind.MOMENT: "A date with its time",
    Kind.YES_NO: "Yes or no",
    Kind.ONE_OF: "One choice of several",
    Kind.MANY_OF: "Any number of choices",
    Kind.SCALE: "A point on a scale",
    Kind.LOOKUP: "One line of a list that Breakwater keeps",
    Kind.SEVERAL: "Any lines of a list that Breakwater keeps",
    Kind.PICK: "A person of one’s own team or roll",
    Kind.PERSON: "A person’s name and relation",
    Kind.ORGANISATION: "An organisation of the register",
    Kind.ADDRESS: "An address",
    Kind.PHONE_OR_EMAIL: "A telephone number or email address",
    Kind.FILE: "A file",
    Kind.GROUP: "Questions that repeat, once for each person or thing",
    Kind.CALCULATED: "Calculated from other answers",
    Kind.NOTE: "Words to read, no question",
    Kind.DECLARATION: "A statement to agree to",
    Kind.FACT: "Filled in by Breakwater",
}
NEEDED = {
    Required.NEVER: "May be left blank",
    Required.ALWAYS: "Must be answered",
    Required.UNLESS_IN_DANGER: "Must be answered, unless a child is in danger now",
}
SEEN_BY = {
    Visibility.FAMILY: "The family may read it, and workers",
    Visibility.WORKERS: "Workers",
    Visibility.RESTRICTED: "Restricted: fewer workers, never the family",
}
WORKED_OUT = {
    "sum": "The sum of these numbers",
    "count": "How many of these there are",
    "age": "The age today, from a date of birth",
    "largest": "The largest of these numbers",
    "product": "These numbers multiplied, as likelihood by impact",
    "days": "The days from the first date to the second",
}


def name_of(question: Question) -> str:
    """What a question is called in lists: its label, the words of a note, or that Breakwater fills it in."""
    words = question.label or question.statement or f"Filled in by Breakwater: {question.key.replace('_', ' ')}"
    return (words if len(words) <= 110 else words[:107].rstrip() + "…").replace("{}", question.one or "each")


def questions_of(form: Form) -> dict[str, Question]:
    """Every question by key, those within groups too."""
    return {each.key: each for _, question in form.questions() for each in (question, *question.questions)}


def condition_in_words(form: Form, condition: Condition | None) -> str:
    """When something is asked: "“Is it safe?” is “No”"; "" for always."""
    if condition is None:
        return ""
    known = questions_of(form)

    def named(key: str) -> str:
        return f"“{name_of(known[key])}”" if key in known else key

    def value(key: str, code: str) -> str:
        question = known.get(key)
        words = question and (question.option_words.get(code) or question.state_words.get(code))
        return f"“{words or code}”"

    match condition:
        case Is():
            return f"{named(condition.question)} is {value(condition.question, condition.value)}"
        case Includes():
            return f"{named(condition.question)} includes {value(condition.question, condition.value)}"
        case Answered():
            return f"{named(condition.question)} is {'answered' if condition.expected else 'not answered'}"
        case Some():
            return f"for one of {named(condition.group)} at least, {condition_in_words(form, condition.where)}"
        case All():
            return " and ".join(condition_in_words(form, part) for part in condition.parts)
        case AnyOf():
            return " or ".join(condition_in_words(form, part) for part in condition.parts)
        case Not():
            return f"not ({condition_in_words(form, condition.part)})"
    raise TypeError(condition)
