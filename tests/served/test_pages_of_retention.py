"""The pages of retention as a browser draws them, wide and narrow: each answers, and none breaks WCAG 2.2 AA."""

from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.delivery.retention import operations
from breakwater.delivery.retention.models import Batch, Due
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import retention as demo
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.served import add_session, end, free_port, start


@pytest.mark.slow
def test_each_page_answers_and_is_for_everyone(transactional_db, chromium, axe, tmp_path, settings):
    settings.BREAKWATER_PURGED = str(tmp_path / "purged")
    team = make.team("MASH", service="front_door")
    roles = ("mash_manager", "information_governance", "head_of_service")
    who = demo.Who(*(make.actor(role, of=team) for role in roles))
    demo.tell(who, timezone.now())
    with acting_as(who.governance) as by:
        operations.propose(None, "referral", key=uuid4(), by=by, at=timezone.now())
        due = Due.objects.filter(hold=None).first().public_id
        done, new = (f"batches/{each.public_id}/" for each in Batch.objects.order_by("at"))
    record = f"records/{due}/"
    lists = ("", "holds/", "schedule/", "batches/")
    asks = (f"{record}longer/", "holds/new/", "schedule/referral/", "batches/new/")
    walks = [(who.governance, (*lists, record, *asks)), (who.head, (new, done, f"{new}refuse/"))]
    keys = [signed_in(actor).cookies["breakwater"].value for actor, _ in walks]
    port = free_port()
    process = start(transactional_db, port)
    url = f"http://127.0.0.1:{port}"
    try:
        for width in (1100, 320):
            for key, (_, pages) in zip(keys, walks, strict=True):
                context = chromium.new_context(base_url=url, viewport={"width": width, "height": 900})
                add_session(context, url, key)
                page = context.new_page()
                for at in pages:
                    assert page.goto(f"/retention/{at}").status == 200, at
                    axe(page)
                context.close()
    finally:
        end(process)
