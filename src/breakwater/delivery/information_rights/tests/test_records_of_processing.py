"""The records of processing leave out nothing that is kept about people, and say what is set."""

from breakwater.delivery.export.tables import of_house
from breakwater.delivery.information_rights.processing import records
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater_dev.testing import factories as make

AT = "/records-of-processing/"


def test_every_room_that_keeps_something_stands_in_one_activity_and_every_heading_is_one_of_the_matrix():
    rooms = [room for one in records.said()["activities"] for room in one["rooms"]]
    kept = {model._meta.app_label for model in of_house() if not model._meta.auto_created}
    assert kept - set(rooms) == set()
    assert len(rooms) == len(set(rooms))
    headings = {heading for one in records.said()["activities"] for heading in one["roles"]}
    assert headings - set(PARTS) == set()


def test_an_activity_has_its_tables_with_how_long_each_is_kept():
    listed = {one.title: one for one in records.activities()}
    people = listed["Who children and families are"]
    assert {"Person", "Address"} <= {table.name for table in people.tables}
    assert all(table.keep for one in listed.values() for table in one.tables)


def test_pages_and_file_are_for_information_governance(signed_in, settings):
    officer = signed_in(make.actor("information_governance"))
    settings.BREAKWATER_MAIL = "notify"
    assert "GOV.UK Notify" in officer.get(AT).text
    assert "Fields of special category information" in officer.get(f"{AT}impact/").text
    file = officer.get(f"{AT}records.csv").content.decode("utf-8-sig")
    assert file.splitlines()[0] == "Activity,Record,Most sensitive,Special fields,Kept"
    assert len(file.splitlines()) > 200
    assert signed_in(make.actor("mash_manager")).get(AT).status_code == 403
