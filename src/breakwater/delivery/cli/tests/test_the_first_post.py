"""The first post of an area comes from the database's owner; everyone after is invited."""

import re
import subprocess

import pytest
from django.urls import reverse
from django.utils import timezone
from markupsafe import escape

from breakwater.delivery import going_live
from breakwater.delivery.database import as_owner
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make


def give(database: str, role: str = "business_manager", email: str = "First@example.org") -> None:
    as_owner(
        "first-post",
        "--area",
        "851",
        "--team",
        "Office",
        "--role",
        role,
        "--email",
        email,
        "--name",
        "Fay First",
        BREAKWATER_DATABASE=database,
    )


def test_an_area_gets_its_first_business_manager_once_and_on_record(transactional_db, owner_connection):
    make.team("Office")
    give(transactional_db)
    post = Membership.objects.get()
    assert (post.user.email, post.role_id, post.user.has_usable_password()) == (
        "first@example.org",
        "business_manager",
        False,
    )
    written = owner_connection.execute("select verb, changed from audit_entry order by id desc limit 1").fetchone()
    assert written == ("gave the first role", {"membership": [post.pk]})
    with pytest.raises(subprocess.CalledProcessError):
        give(transactional_db)
    assert Membership.objects.count() == 1


def test_what_nobody_can_be_invited_to_comes_so_too_and_empties_its_line(transactional_db):
    """The system administrator, and the second person who approves roles: no invitation of a new area gives either."""
    keeper = make.actor("business_manager", of=make.team("Office"))
    area, today = keeper.membership.team.area, timezone.localdate()
    lacking = {step.role or step.id: step for step in going_live.missing(area, today)}
    page = browsers.signed_in(keeper.membership).get(reverse("web:going_live")).content.decode()
    for role in ("head_of_service", "system_administrator"):
        step = lacking[f"person-{role.replace('_', '-')}"]
        assert (step.href, f'--team "Office" --role {role}' in step.command) == ("", True)
        assert escape(step.command) in page
        give(transactional_db, role, email=f"{role}@example.org")
    assert not {"person-head-of-service", "person-system-administrator"} & {
        step.id for step in going_live.missing(area, today)
    }
    administrator = Membership.objects.get(role="system_administrator")
    assert browsers.signed_in(administrator).get("/service/").status_code == 200


def test_an_invitation_is_offered_with_its_role_to_whoever_may_give_it(db, signed_in):
    team = make.team("Office")
    by_role = {}
    for role in ("business_manager", "system_administrator"):
        browser = signed_in(make.actor(role, of=team))
        by_role[role] = browser.get(reverse("web:going_live")).content.decode()
    invites = f"{reverse('web:invite')}?role=mash_manager"
    assert invites in by_role["business_manager"]
    assert invites not in by_role["system_administrator"]
    assert "The partnership business manager can invite one" in by_role["system_administrator"]
    form = signed_in(make.actor("business_manager", of=team)).get(invites).content.decode()
    assert re.search(r'<option value="mash_manager"[^>]* selected', form)
