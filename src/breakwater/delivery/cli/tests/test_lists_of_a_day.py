"""`./breakwater lists build`: a slip of the day makes nothing."""

from argparse import Namespace
from datetime import date

import pytest

from breakwater.delivery.cli import lists
from breakwater.partnership.organisations.models import SchoolTerm
from breakwater.practice.education.models import Fortnight
from breakwater_dev.testing import factories as make


@pytest.mark.parametrize("day", [date(2026, 12, 5), date(2026, 12, 29)])
def test_no_lists_are_made_for_a_day_on_which_schools_are_closed(db, capsys, day):
    """A Saturday, and a day of the holiday, became a fortnight that stood as the newest on every page."""
    area = make.area()
    SchoolTerm.objects.create(area=area, label="Autumn", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18))
    assert lists.run(Namespace(act="build", area="851", period=day, on=None)) == 1
    said = capsys.readouterr().err
    assert "nothing is released in a closure" in said
    assert ("No later term is entered" in said) == (day > date(2026, 12, 18))
    assert not Fortnight.objects.exists()
