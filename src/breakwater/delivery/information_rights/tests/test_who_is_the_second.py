"""Who may be the second person of a request: somebody who reads the record, or, where there is nobody, a head of service or a colleague."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from breakwater.casework.models import Case, Participant
from breakwater.delivery.information_rights import lookup, operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.masking import operations as masking
from breakwater.delivery.information_rights.models import Mark, RightsSubject
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Guard
from breakwater_dev.testing import factories as make

from .requests_made import Made

NOW = timezone.now()
BORN = date(2019, 3, 3)


def ben(**more):
    return make.person("Ben", "Quayside", born_on=BORN, born_precision="DAY", **more)


def asked(made, role):
    """A second person in a role is named instead of the manager."""
    second = make.actor(role, of=made.one.officer.team if role == "information_governance" else make.team("Heads"))
    with acting_as(made.officer) as by:
        made.one = operations.ask_second(made.one, second.membership, by=by, at=NOW)
    return second


@pytest.mark.parametrize("role", ["head_of_service", "information_governance"])
def test_where_no_manager_is_a_head_of_service_or_a_colleague_approves(signed_in, db, role):
    child, made = ben(), Made()
    second = asked(made, role)
    browser, at = signed_in(second), f"/information-requests/{made.one.public_id}/approve/"
    assert "Ben Quayside, born" not in browser.get(at).text
    line = "Ben Quayside, 3 March 2019"
    assert "Ben Quayside, born" in browser.post(at, {"search": line, "find": "1"}).text
    said = {"search": line, "people": [child.public_id], "asked": operations.mark_of_asked(made.one)}
    assert browser.post(at, said).status_code == 302
    with acting_as(made.officer) as by:
        assert [each.person_id for each in RightsSubject.objects.all()] == [child.pk]
        assert gathering.gather(made.one.pk, by=by, at=NOW) > 0


def test_an_erasure_is_not_agreed_to_from_a_page_that_asked_for_a_copy(signed_in, db):
    made, child = Made(), ben()
    browser, at = signed_in(made.second), f"/information-requests/{made.one.public_id}/approve/"

    def agree(page: str):
        read = dict(re.findall(r'name="(asked)" value="([^"]+)"', page))
        return browser.post(at, {"search": "Ben Quayside", "people": [child.public_id]} | read)

    page = browser.get(at).text
    with acting_as(made.officer) as by:
        facts = operations.Sorted("ERASURE", made.one.asker, made.one.asker_name, "Ben Quayside", made.one.received_on)
        operations.sort(made.one, facts, by=by, at=NOW)
    agree(page)
    assert not made.again().approved_at
    assert agree(browser.get(at).text).status_code == 302
    assert made.again().approved_at


def test_they_find_nobody_by_a_name_alone_and_nobody_guarded_sealed_or_elsewhere(db):
    """SG-13."""
    child, hidden, far = ben(), ben(), ben(in_area=make.area("850", "Hampshire"))
    made = Made()
    with acting_as(make.intake()) as intake:
        Guard.objects.create(person=hidden, kind="PROTECTED_IDENTITY", since=NOW, by=intake)
    second = asked(made, "head_of_service")

    def found(line):
        from breakwater.delivery.information_rights import finding

        with acting_as(second) as by:
            return {pk for pk, _ in finding.for_request(made.one, line, by=by, at=NOW).values()}

    assert found("Ben Quayside") == found("Ben, 3 March 2019") == found("Ben Quayside, 4 March 2019") == set()
    assert found("ben quayside 03/03/2019") == {child.pk}
    for people in ([hidden.pk], [far.pk], [child.pk, hidden.pk]):
        with acting_as(second) as by, pytest.raises(operations.NotApproved):
            operations.approve(made.one, people, by=by, at=NOW)


def test_a_mother_without_a_day_of_birth_is_found_by_the_case_she_is_in(db):
    mia, made = make.person("Mia", "Quayside"), Made()
    with acting_as(make.intake()) as intake:
        facts = {"kind": "referral", "area": mia.area, "stage": "open", "stage_since": NOW, "opened_at": NOW}
        case = Case.objects.create(reference="C-26-00001-X", responsible_team=made.mash, opened_by=intake, **facts)
        Participant.objects.create(case=case, person=mia, capacity="PARENT", starts_at=NOW)
    from breakwater.delivery.information_rights import finding

    with acting_as(asked(made, "head_of_service")) as by:
        assert not finding.for_request(made.one, "Mia Quayside C-26-00002-X", by=by, at=NOW)
        assert len(finding.for_request(made.one, "Mia Quayside, c-26-00001-x", by=by, at=NOW)) == 1


def test_only_who_was_named_finds_anything_and_the_officer_is_never_second(db):
    ben()
    made = Made()
    asked(made, "head_of_service")
    from breakwater.delivery.information_rights import finding

    for who in (made.officer, make.actor("head_of_service", of=make.team("Other heads"))):
        with acting_as(who) as by:
            assert not finding.for_request(made.one, "Ben Quayside 03/03/2019", by=by, at=NOW)
    listed = {each.user_id for each in lookup.seconds_of(made.again(), timezone.localdate())}
    assert made.officer.membership.user_id not in listed
    assert len(listed) == 3


def test_a_colleague_who_checks_changes_nothing_and_one_who_takes_over_no_longer_checks(db):
    made = Made([ben()])
    second = asked(made, "information_governance")
    with acting_as(made.officer) as by:
        gathering.gather(made.one.pk, by=by, at=NOW)
        masking.add(made.one, "Ben", "OUTSIDE", "", by=by, at=NOW)
    with acting_as(second) as by:
        mark = Mark.objects.select_related("request").first()
        for act in (
            lambda: masking.mask_again(mark, by=by, at=NOW),
            lambda: masking.give_after_all(mark, "Mine", by=by, at=NOW),
            lambda: masking.add(made.one, "Quayside", "OUTSIDE", "", by=by, at=NOW),
            lambda: masking.send_to_check(made.one, "Mine", by=by, at=NOW),
        ):
            with pytest.raises(masking.IsTheSecond):
                act()
        with pytest.raises(DatabaseError), transaction.atomic():
            Mark.objects.filter(pk=mark.pk).update(off_at=NOW)
    with acting_as(made.officer) as by:
        masking.send_to_check(made.one, "As it is", by=by, at=NOW)
    with acting_as(second) as by:
        operations.take_over(made.one, by=by, at=NOW)
        with pytest.raises(masking.NotChecked):
            masking.check(made.one, by=by, at=NOW)
    again = made.again()
    assert (again.second_user, again.to_check_at) == (None, None)
