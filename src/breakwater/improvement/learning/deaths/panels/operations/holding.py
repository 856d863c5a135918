"""A meeting held while something of it changes, and the files of its papers."""

from breakwater.foundation import storage
from breakwater.foundation.refusals import Refusal

from ....models import PanelCase, PanelMeeting, PanelPaper
from .. import lookup

KIND = "death_panel"


class IsOver(Refusal):
    words = "This meeting is over. Open its page again to see what was recorded."


class TakenOff(Refusal):
    words = "This case was taken off the list of this meeting. What you wrote is in the boxes."


def locked(meeting: PanelMeeting) -> PanelMeeting:
    """The meeting while it is planned, held until this transaction ends. Raises IsOver."""
    held = PanelMeeting.objects.select_for_update(of=("self",)).select_related("area", "team").get(pk=meeting.pk)
    if not held.is_planned:
        raise IsOver(held.pk)
    return held


def locked_case(case: PanelCase) -> PanelCase:
    """The case as it stands on the list of a planned meeting, held with it. Raises IsOver, TakenOff."""
    locked(case.meeting)
    held = lookup.CASES.select_for_update(of=("self",)).get(pk=case.pk)
    if held.withdrawn_at:
        raise TakenOff(held.pk)
    return held


def stored_of(paper: PanelPaper) -> storage.StoredFile:
    state = storage.State(paper.state)
    return storage.StoredFile.kept_in(paper, name=paper.name, media_type=paper.media_type, kind=paper.kind, state=state)


def destroy_papers(case: PanelCase) -> None:
    for each in case.papers.select_related("case"):
        storage.discard(stored_of(each))
    case.papers.all().delete()
