"""The first post of an area comes from the database's owner; everyone after is invited."""

import subprocess

import pytest

from breakwater.delivery.database import as_owner
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import factories as make


def give(database: str, role: str = "business_manager") -> None:
    as_owner(
        "first-post",
        "--area",
        "851",
        "--team",
        "Office",
        "--role",
        role,
        "--email",
        "First@example.org",
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
