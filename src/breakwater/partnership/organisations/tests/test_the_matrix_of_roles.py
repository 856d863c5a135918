"""Roles and permissions as one matrix, which is read by people and by the code alike."""

import pytest

from breakwater.partnership.organisations.access import ROLES, Permission, Role
from breakwater.partnership.organisations.access.role_matrix import COLUMNS, MATRIX, NotAMatrix, read
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in


def test_every_role_has_a_column_and_every_permission_a_line():
    assert set(COLUMNS.values()) == set(Role)
    assert {permission for lines in read().values() for permission in lines} == set(Permission)


def test_a_mark_gives_a_role_the_permission_and_a_dot_does_not():
    assert Permission.WALL_READ in ROLES[Role.WALL_SCREEN].permissions
    assert ROLES[Role.WALL_SCREEN].permissions == {Permission.WALL_READ}
    assert Permission.CASE_READ not in ROLES[Role.SYSTEM_ADMINISTRATOR].permissions


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("WALL_READ ", "WALL_REED "),  # a permission that is none
        ("SYSTEM_READ         .   .", "SYSTEM_READ         ."),  # a mark too few
        ("SYSTEM_READ ", "WALL_READ "),  # one twice, one not at all
        ("SYSTEM_READ         .", "SYSTEM_READ         y"),  # neither a mark nor a dot
        ("scr man", "man scr"),  # columns changed about
    ],
)
def test_a_matrix_with_a_slip_in_it_is_not_read(before, after):
    assert before in MATRIX
    with pytest.raises(NotAMatrix):
        read(MATRIX.replace(before, after, 1))


def test_those_who_give_posts_read_who_may_do_what(db):
    page = signed_in(make.actor("business_manager")).get("/staff/roles/").content.decode()
    assert "Signs in the screen on the MASH&#39;s wall" in page
    for permission in Permission:
        assert permission.value[1:60].replace("'", "&#39;") in page
    assert signed_in(make.actor("mash_screener")).get("/staff/roles/").status_code == 403
