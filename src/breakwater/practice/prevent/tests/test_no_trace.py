"""A mark in every box of a live item stands in no table as it was written, and is unreadable after the purge (SG-12).

What everybody reads is compared in tests/served/test_prevent_leaves_no_trace.py.
"""

import pytest
from django.utils import timezone

from breakwater.foundation.storage import own_keys
from breakwater.foundation.storage.locked_columns import LOCKED_COLUMNS
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.prevent.models import NationalForm, Referral
from breakwater.practice.prevent.referrals.operations import referring
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.prevent_item import MARK, PLAIN, followed, sent, through_the_panel, told


@pytest.fixture
def marked(transactional_db):
    """The Prevent lead of a live item with a mark in every box, an alert, a message, a hold and a case of the panel."""
    mash = make.team("MASH", service="front_door")
    lead = make.membership("prevent_lead", of=make.team("Compartment", service="prevent"))
    manager, child = make.membership("mash_manager", of=mash), make.person("Robin", "Quay")
    sent(make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))))
    with acting_as(lead):
        one = Referral.objects.get()
        Referral.objects.update(child=child)
    followed(one, lead)
    told_of = arrivals.ChildTold(named_as=child.name, person=child)
    with acting_as(make.intake()) as intake:
        arrival = arrivals.Arrival(area=child.area, channel="PROFESSIONAL", key="k", worry="Bruise", children=[told_of])
        arrivals.receive(arrival, by=intake, at=timezone.now())
    told(lead, manager)
    chairs = [make.membership("channel_chair", of=lead.team) for _ in range(2)]
    through_the_panel(one, *chairs)
    return lead


def tables_with(owner, mark: str) -> list[str]:
    """Every table of the database, audit, jobs and mails among them, in which a mark stands as it was written."""
    tables = owner.execute(
        "select n.nspname || '.' || relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname in ('public', 'access') and relkind in ('r', 'p') order by 1"
    ).fetchall()
    # The bytes of a locked column are read as text too.
    return [
        name
        for (name,) in tables
        if owner.execute(f"select exists (select 1 from {name} t where t::text ~ '{mark}')").fetchone()[0]
    ]


def test_sg_12_a_live_item_stands_in_no_table_and_nothing_of_it_is_readable_after_the_purge(marked, owner_connection):
    assert tables_with(owner_connection, MARK) == []
    assert {name.removeprefix("public.")[:8] for name in tables_with(owner_connection, PLAIN)} == {"prevent_"}
    with acting_as(marked) as by:
        one = Referral.objects.select_related("form").get()
        old = bytes(one.form.locked)
        opened = LOCKED_COLUMNS["prevent_nationalform.locked"]
        assert MARK in opened(one.form)  # for an export that was ordered, while its key stands
        Referral.objects.update(police_reference="44/26")
        referring.check_reference(one, reference="44/26", alone="Nobody else", by=by, at=timezone.now())
        referring.record_copy(one, copy="NO_SCHOOL", on=timezone.localdate(), by=by, at=timezone.now())
        referring.purge(one, by=by, at=timezone.now())
        assert bytes(NationalForm.objects.get().locked) == b""
    assert one.form.own_key not in own_keys.names()
    one.form.locked = old
    assert opened(one.form) == ""
    with pytest.raises(own_keys.Destroyed):
        own_keys.unlock(old, key=one.form.own_key, bound_to=f"prevent/{one.form.public_id}")
