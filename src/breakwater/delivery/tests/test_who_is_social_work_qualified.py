"""Who is a registered social worker is recorded with their role, by someone else than the holder."""

import pytest

from breakwater.delivery.web import joining
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in


@pytest.fixture
def keeper(db):
    return make.actor("business_manager")


def test_a_registration_makes_a_manager_one_who_approves_and_without_it_they_are_none(keeper):
    manager = make.membership("mash_manager", is_social_work_qualified=False)
    browser, address = signed_in(keeper), f"/staff/posts/{manager.public_id}/registration/"
    assert "Social Work England registration number" in browser.get(address).content.decode()
    for number, qualified in (("SW12345", True), ("", False)):
        assert browser.post(address, {"number": number}).status_code == 302
        manager.refresh_from_db()
        assert (manager.is_social_work_qualified, manager.social_work_number) == (qualified, number)


def test_nobody_records_their_own_registration(keeper):
    with pytest.raises(joining.OwnRegistration):
        joining.record_registration(membership=keeper.membership, number="SW12345", by=keeper)


def test_a_screener_records_nobodys_registration(db):
    manager = make.membership("mash_manager")
    page = signed_in(make.actor("mash_screener")).get(f"/staff/posts/{manager.public_id}/registration/")
    assert page.status_code == 403
