"""Each row of "what may not be shared with a school" (FD 5.7), planted beside a pupil of the list, and looked for wherever a school reads."""

import io
import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from breakwater.casework.documents import operations as documents
from breakwater.partnership.organisations.access import Role, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.models import Address, AlsoKnownAs, Enrolment, ListRow, PersonContact
from breakwater.partnership.people.records.operations import circumstances, guards
from breakwater.partnership.people.search import search_rows
from breakwater.practice.education.consultations.operations import consultations
from breakwater.practice.education.lists.operations import building, release
from breakwater.practice.education.models import SchoolList
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.information_requests.operations import answering, requests
from breakwater.practice.front_door.oversight import operations as oversight
from breakwater_dev.testing import canaries, databases, world
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import lists as lists_made
from breakwater_dev.testing import served as serving
from breakwater_dev.testing.addresses import path_of, record_of
from breakwater_dev.testing.routes import ROUTES

pytestmark = [pytest.mark.slow]
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
MOST = 260
LISTED = ("S47", "PREV", "LADO", "EXPL", "UASC", "HLTH", "YJ", "HML", "EHE", "CDOP")
# What stands in the small world already, and what is planted here. Encrypted: the words of the sealed item and the specialist concern.
OF_THE_WORLD = {
    "a live enquiry or operation": ("Called to the address twice", "See the child on the ward"),
    "allegations": ("The caretaker drove her", "Caretaker"),
    "internal analysis": ("Call her worker first", "Her aunt told us more", "Third contact this year"),
}
ENCRYPTED = ("An operation is under way", "Videos of a group")
MARKS = {
    "police intelligence": ("Zintel",),
    "refuge and safe numbers": ("Zrefuge", "07700 900987"),
    "adoption": ("Zbirthname", "Zguarded"),
    "parents' health": ("Zaddiction",),
    "convictions": ("Zmappa",),
    "court papers": ("zcourt",),
    "who told us": ("Zneighbour",),
    "other families": ("Zsibling",),
    "what the child keeps private": ("Zpregnant",),
    "immigration": ("Zasylum",),
    "internal analysis": ("Zsupervision", "Zconsulted"),
    "no longer on roll": ("Zgone",),
    "on a list, of a cohort a school never sees": tuple(
        f"Zof{code}" for code in LISTED if code not in ("HLTH", "UASC")
    ),
}


@pytest.fixture(scope="module")
def planted(test_cluster, django_db_setup, django_db_blocker, small_world):
    """The small world with every row of FD 5.7 in it, served."""
    of, made = small_world
    name = databases.clone(test_cluster, f"{django_db_setup}_shared", of)
    before = connections["default"].settings_dict["NAME"]
    databases.point_at(name)
    with django_db_blocker.unblock():
        plant(made)
        port = serving.free_port()
        process = serving.start(name, port)
        yield serving.Served(name, test_cluster, made, f"http://127.0.0.1:{port}", process)
        serving.end(process)
        databases.point_at(before)
    databases.drop(test_cluster, name)


def plant(of: world.World) -> None:
    now, today = timezone.now(), timezone.localdate()
    child, teams, area = of.records["ordinary"].person, of.teams, of.area
    manager, intake = actor_of(of.post(Role.MASH_MANAGER)), make.intake(area)
    _what_the_mash_was_told(of, child, manager, now)
    gone = make.person("Zgone", "Example", in_area=area, born_on=date(2015, 2, 3), born_precision="DAY")
    sibling = make.person("Zsibling", "Example", in_area=area)
    guarded = make.person("Zguarded", "Example", in_area=area)
    with acting_as(intake) as by:
        Address.objects.create(person=child, kind="REFUGE", starts_on=today)
        Address.objects.create(person=sibling, lines="1 Zrefuge Road")
        PersonContact.objects.create(
            person=child, kind="PHONE", value="07700 900987", safe_to_use="YES", when="Zrefuge"
        )
        AlsoKnownAs.objects.create(person=child, surname="Zbirthname", kind="FORMER", entered_at=now, entered_by=by)
        search_rows.keep(child)
        circumstances.relate(person=sibling, other=child, code="SIB", by=by, at=now)
        circumstances.relate(person=guarded, other=child, code="SIB", by=by, at=now)
        guards.begin_guard(person=guarded, kind="ADOPTION_SEALED", by=by, at=now)
        for one, team, ends in ((gone, "school", None), (sibling, "agency", None)):
            Enrolment.objects.create(
                person=one,
                school=teams[team].organisation,
                team=teams[team],
                starts_on=today - timedelta(days=90),
                ends_on=ends,
                verified_on=today - timedelta(days=90),
                verified_by=by,
            )
    _listed(of, [child, gone], manager)
    coordinator = actor_of(of.post(Role.LINK_COORDINATOR))
    building.build(area=area, period=today + timedelta(days=14), lists_on=today, at=now)
    with acting_as(coordinator) as by:
        found = SchoolList.objects.get(team=teams["school"], released_at=None)
        release.check(school_list=found, by=by, at=now)
        release.release(school_list=found, few_readers_because="The second lead starts soon", by=by, at=now)
        asked = consultations.Asked("The head", "HARM", "Zconsulted", "Zconsulted again", "They call us", person=child)
        consultations.consult(school=teams["school"], asked=asked, key=uuid4(), by=by, at=now)
    with acting_as(intake):
        Enrolment.objects.filter(person=gone).update(ends_on=today - timedelta(days=1))


def _what_the_mash_was_told(of: world.World, child, manager, now) -> None:
    """Answers of other agencies, court papers, a neighbour who told, and what a manager wrote."""
    contact = of.records["ordinary"].contact
    others = {"POLICE": "Zintel Zmappa", "HEALTH_COMM": "Zaddiction"}
    for kind, words in others.items():
        team = make.team(f"{kind} answers", of=make.organisation(f"{kind} there", "HEALTH"))
        sender = make.membership("agency_professional", of=team)
        with acting_as(manager) as by:
            (asked,) = requests.ask(
                contact,
                requests.AgencyChecks(
                    of=[requests.Ask(team, kind, ["What is held?"])],
                    people=[requests.Named(child.name, "the child")],
                    reason="Shouting",
                    lawful_basis="PUBLIC_TASK",
                    agreement="NOT_ASKED",
                    proportionate="Third contact",
                    sensitivity="ROUTINE",
                ),
                key=uuid4(),
                by=by,
                at=now,
            )
        with acting_as(actor_of(sender)) as by:
            answering.answer(
                asked, answering.AgencyAnswer(finding="KNOWN", label="MASH", text=words), key=uuid4(), by=by, at=now
            )
    with acting_as(manager) as by:
        documents.add(
            contact.case,
            documents.Upload(
                stream=io.BytesIO(b"Order of the family court."), name="zcourt.txt", declared_type="text/plain"
            ),
            by=by,
            at=now,
        )
        oversight.enter(
            contact=contact, direction="Zsupervision", reflection="Zsupervision", key=uuid4(), by=by, at=now
        )
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=of.area,
            channel="PUBLIC",
            key="a neighbour",
            worry="Zneighbour at number 4 hears shouting",
            children=[ChildTold(named_as=child.name)],
        ),
        by=make.intake(of.area),
        at=now,
    )
    assert receipt


def _listed(of: world.World, children, by) -> None:
    """An agency's list that names each child for every cohort that a school may not see, or not as it is told."""
    told = lists_made.agency_list(key="told", area=of.area)
    head = f"{lists_made.HEAD},Detail,Worker,Team,Phone"
    rows = [
        lists_made.line(f"{number}{child.pk}", child.forename, child.surname, born="04/05/2016", upn="", code=code)
        + f",Zpregnant Zasylum,Zof{code},Zof{code} team,Zof{code}"
        for child in children
        for number, code in enumerate(LISTED, 1)
    ]
    version = lists_made.take(told, *rows, head=head, as_at=timezone.localdate())
    with acting_as(by) as acting:
        for row in ListRow.objects.filter(version=version):
            row.state, row.person, row.why = "DECIDED", next(c for c in children if c.forename == row.forename), ""
            row.decided_at, row.decided_by = timezone.now(), acting
            row.save(update_fields=["state", "person", "why", "decided_at", "decided_by"])


def every_mark() -> dict[str, tuple[str, ...]]:
    found = dict(MARKS)
    for row, marks in OF_THE_WORLD.items():
        found[row] = (*found.get(row, ()), *marks)
    return found


def test_every_mark_stands_in_the_database_so_that_its_absence_says_something(planted, test_cluster):
    with databases.connect(test_cluster, planted.database, role="postgres") as superuser:
        texts = [
            text
            for table in canaries.PROTECTED
            for (text,) in superuser.execute(f"select t::text from {table} t").fetchall()
        ]
    held = "\n".join(texts)
    assert [mark for marks in every_mark().values() for mark in marks if mark not in held] == []


def test_no_answer_mail_notice_search_or_count_of_a_school_holds_any_of_it(planted, test_cluster):
    post = planted.world.post(Role.DSL)
    visitor, child = planted.visitor(post), planted.world.records["ordinary"].person
    starts = ["/today/", "/our-list/", "/contacts/", "/early-help/", "/requests/", "/tasks/", "/notifications/"]
    for circumstance in world.CIRCUMSTANCES:
        records = planted.world.records[circumstance]
        starts += [
            path_of(route, records) for route in ROUTES if "GET" in route.methods and record_of(route.subject, records)
        ]
        starts.append(f"/people/{records.person.public_id}/")
    forbidden = [mark for marks in every_mark().values() for mark in marks] + list(ENCRYPTED)
    waiting, seen, leaks, read = list(dict.fromkeys(starts)), set(), [], {}
    while waiting and len(seen) < len(starts) + MOST:
        path = waiting.pop(0)
        if path in seen or path.startswith(("/account/", "/static/", "/demo/")):
            continue
        seen.add(path)
        answer = visitor.get(path)
        assert answer.status < 500, path
        said = f"{path}\n{unescape(answer.text)}\n{answer.headers}"
        read[path] = said
        leaks += [f"{path}: {mark}" for mark in forbidden if mark in said]
        waiting += [unescape(link) for link in LINK.findall(answer.text)]
    assert leaks == []
    with acting_as(actor_of(post)):
        newest = SchoolList.objects.order_by("-fortnight__period").first()
    own = read[f"/our-list/{newest.public_id}/"]
    assert child.forename in own
    rows = own.count('class="edu-row"')
    assert re.search(
        rf'figure">{rows}</span> <span class="bw-numbers__words">pupil', own
    )  # whoever left is in no count
    for mark in (*forbidden, "Zgone Example", "Zsibling Example", "Zguarded Example", "Zbirthname"):
        found = visitor.post("/people/search/", words=mark).text
        assert "/people/" not in re.sub(r"/people/search/", "", found), mark
    assert child.public_id in visitor.post("/people/search/", words=child.name).text
    others = planted.visitor(planted.world.post(Role.MASH_MANAGER))
    said = [one.post("/people/search/", words="Robinordinary Zbirthname").text for one in (visitor, others)]
    assert ["former name" in text for text in said] == [False, True]
    assert "07700 900987" in others.get(f"/people/{child.public_id}/").text
    with databases.connect(test_cluster, planted.database, role="bw_owner") as owner:
        told = owner.execute(
            "select n::text from notifications_notification n union all select o::text from notifications_outboxmessage o"
        ).fetchall()
    assert [text for (text,) in told if any(mark in text for mark in forbidden)] == []
