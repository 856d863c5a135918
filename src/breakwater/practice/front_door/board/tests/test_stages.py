"""The stages of a contact (FD 9): which moves there are, and which are refused."""

import pytest
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.pathways.registry import IllegalMove, pathway_of
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.pathway import CONTACT, TO_DECIDE

ORDER = ("received", "screening", "gathering", "analysing", "decided", "handed_on", "closed")


def test_a_contact_goes_through_the_stages_of_the_domain_reference():
    for earlier, later in zip(ORDER, ORDER[1:], strict=False):
        pathway_of(CONTACT).check(earlier, later)


@pytest.mark.parametrize("stage", TO_DECIDE)
@pytest.mark.parametrize("end", ["closed", "handed_on", "on_open_case", "duplicate", "recorded_in_error"])
def test_nothing_ends_before_it_is_decided(stage, end):
    with pytest.raises(IllegalMove):
        pathway_of(CONTACT).check(stage, end)


def test_a_closed_contact_moves_no_more(screener, contact_arrives):
    for end in ("closed", "duplicate", "recorded_in_error"):
        assert pathway_of(CONTACT).by_key[end].leads_to == ()
    contact = contact_arrives()
    with acting_as(screener), pytest.raises(IllegalMove):
        cases.move(case=contact.case, to_stage="closed", by=screener, at=timezone.now())
