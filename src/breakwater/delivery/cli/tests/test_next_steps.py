"""A fresh installation says at each step the command that comes next, and the commands it names work."""

import pytest

from breakwater.delivery.cli import next_steps
from breakwater.delivery.database import as_owner
from breakwater.partnership.organisations.models import Area, Team
from breakwater_dev.testing import factories as make


def test_each_step_names_the_next(db):
    assert "./breakwater new-area" in next_steps.in_words()
    area = make.area()
    assert './breakwater new-area --area 851 --name "Portsmouth"' in next_steps.in_words()
    team = make.team("Office", in_area=area)
    assert './breakwater first-post --area 851 --team "Office"' in next_steps.in_words()
    for role, after in (("business_manager", "head_of_service"), ("head_of_service", "system_administrator")):
        make.membership(role, of=team)
        assert f'./breakwater first-post --area 851 --team "Office" --role {after}' in next_steps.in_words()
    make.membership("system_administrator", of=team)
    assert "./breakwater import-area area.yaml" in next_steps.in_words()
    make.team("MASH", in_area=area, service="front_door")
    assert "./breakwater bring-site --area 851" in next_steps.in_words()


def test_an_area_is_made_with_its_office_and_the_next_step_is_said(transactional_db, capfd):
    new = ("new-area", "--area", "0851", "--name", "Portsmouth")
    for _ in range(2):
        as_owner(*new, BREAKWATER_DATABASE=transactional_db)
    assert Area.objects.get().partnership_name == "Portsmouth Safeguarding Children Partnership"
    assert Team.objects.get().organisation.name == "Portsmouth City Council"
    first = ("--area", "851", "--team", "Partnership office", "--email", "f@example.org", "--name", "Fay First")
    as_owner("first-post", *first, BREAKWATER_DATABASE=transactional_db)
    assert '--team "Partnership office" --role head_of_service' in capfd.readouterr().out


@pytest.mark.parametrize("code", ["85", "E06000044", "abc"])
def test_what_is_no_local_authority_number_is_refused(db, capsys, code):
    from types import SimpleNamespace

    from breakwater.delivery.cli import new_area

    options = SimpleNamespace(area=code, name="X", council="", partnership="", gss_code="")
    assert new_area.run(options) == 1
    assert "three digits" in capsys.readouterr().err


def test_a_site_for_an_area_that_is_not_there_says_how_to_make_one(db, capsys):
    from types import SimpleNamespace

    from breakwater.delivery.cli import bring_site

    assert bring_site.run(SimpleNamespace(area="851", team="")) == 1
    assert "./breakwater new-area" in capsys.readouterr().err
