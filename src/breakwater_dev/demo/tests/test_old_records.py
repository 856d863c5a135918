"""The invented area has records that are due, one that is held, and a batch that went, with its certificate."""

from django.utils import timezone

from breakwater.casework.cases.models import Case
from breakwater.delivery.retention.models import Batch, Disposal, Due, Hold
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import retention
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make


def test_two_went_last_week_two_are_due_and_one_is_held(transactional_db, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    team = make.team("MASH", service="front_door")
    who = retention.Who(
        make.actor("mash_manager", of=team),
        make.actor("information_governance", of=team),
        make.actor("head_of_service", of=team),
    )
    retention.tell(who, timezone.now())
    with acting_as(who.governance):
        batch = Batch.objects.get()
        assert batch.status == "Deleted"
        assert list(batch.records.values_list("state", flat=True)) == [Disposal.State.DELETED] * retention.GONE
        referrals = Due.objects.filter(record_class="referral")
        assert (referrals.due().count(), referrals.kept().count()) == (2, 1)
        held = Hold.objects.get()
        assert held.due.count() == 1
    with acting_as(who.manager):
        assert Case.objects.count() == 3
        child = Case.objects.get(reference=held.name).participants.get().person
    page = browsers.signed_in(who.manager).get(f"/people/{child.public_id}/").content.decode()
    assert "Legal hold" in page
    assert "independent inquiry" not in page
