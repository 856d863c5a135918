"""The route through an assessment: its sections in order, the family's and each child's, as the answers so far call for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakwater.casework.models import Answers
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.answers import Missing
from breakwater.practice.early_help.models import Assessment, ChildPart

CHILDREN_AFTER = "story"  # the family's views, then each child's; of a form without that section the children come last


@dataclass(frozen=True)
class Stop:
    """A section of the route: a page of the family's form, or of the part of the child with this public id."""

    page: str
    child: str = ""


def route_of(begun: Assessment, children: Sequence[ChildPart]) -> list[Stop]:
    """Every section that the answers so far call for, in the order in which "Continue" leads through them."""
    family = [Stop(page) for page in pages_of(begun.answers)]
    theirs = [Stop(page, child.person.public_id) for child in children for page in pages_of(child.answers)]
    split = next((place for place, stop in enumerate(family, start=1) if stop.page == CHILDREN_AFTER), len(family))
    return [*family[:split], *theirs, *family[split:]]


def pages_of(answers: Answers) -> list[str]:
    return [
        page.key for page in recording_answers.visible_pages(recording.definition_of(answers.version), answers.values)
    ]


def next_stop(route: Sequence[Stop], here: Stop) -> Stop | None:
    """The section after this one; None at the end, or where the answers do not call for this one any more."""
    return dict(zip(route, route[1:], strict=False)).get(here)


@dataclass(frozen=True)
class LeftOut:
    """What must be answered before the assessment is finished: of the family, or of one child's part."""

    stop: Stop
    label: str
    child_name: str = ""


def left_out(begun: Assessment, children: Sequence[ChildPart]) -> list[LeftOut]:
    """All that is still needed, whether or not it says that a child is at risk: it counts as finished only when it is whole."""
    found = [LeftOut(Stop(one.page), one.label) for one in _left_out(begun.answers)]
    for child in children:
        stops = [(Stop(one.page, child.person.public_id), one.label) for one in _left_out(child.answers)]
        found += [LeftOut(stop, label, child.person.name) for stop, label in stops]
    return found


def _left_out(answers: Answers) -> list[Missing]:
    return recording_answers.left_out(recording.definition_of(answers.version), answers.values)
