"""SG-12, SG-19: two areas alike but for a live Prevent item: whoever is not named reads the same in both, on every page and file."""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connections
from django.utils import timezone
from pypdf import PdfReader

from breakwater.casework.recording import operations as recording
from breakwater.partnership.organisations.access import Role, acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.contact_form.operations import roll, sending
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.prevent.models import Alert, Referral
from breakwater_dev.testing import databases, machines, world
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.addresses import path_of, record_of
from breakwater_dev.testing.expectations import Answer, Relation, expected
from breakwater_dev.testing.prevent_item import MARK, PLAIN, SAID, WELFARE, followed, sent, through_the_panel, told
from breakwater_dev.testing.routes import ROUTES
from breakwater_dev.testing.served import Installation

pytestmark = [pytest.mark.slow]
NAMED = (Role.PREVENT_LEAD, Role.CHANNEL_CHAIR)
# In every run those of the child's own school and cases, those who see most, and those whose pages stand nearest to the compartment.
LOOKING = (
    Role.MASH_MANAGER,
    Role.DSL,
    Role.INFORMATION_GOVERNANCE,
    Role.PREVENT_EDUCATION_OFFICER,
    Role.PANEL_MEMBER,
    Role.EARLY_HELP_MANAGER,
)
ROLES = [pytest.param(role, marks=[] if role in LOOKING else [pytest.mark.whole]) for role in Role if role not in NAMED]
NEVER_FOLLOWED = ("/account/", "/static/", "/tell-us/", "/demo/", "/q/")
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
FOLLOWED = 60  # links beside the addresses of the table
# What is drawn by chance; a number that everybody's notices or looks share; and the minute of a look, which the database's clock tells.
CHANCE = re.compile(
    r'[Nn]once": ?"[^"]*"|nonce="[^"]*"|csrfmiddlewaretoken"? value="[^"]*"|"X-CSRFToken": ?"[^"]*"|<updated>[^<]*'
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[a-z2-7]{20}\b|\b(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\b|\b(?:[a-z0-9]{5}-){4}[a-z0-9]{5}\b"
    r"|/notifications/\d+/|\?before=\d+"
)
MINUTE = re.compile(r"<time[^>]*>today [^<]*</time>")
# The state of the service counts the jobs and mails of everybody: none is named after the compartment, so a number of them says nothing.
UNSAID = {"/looks/": MINUTE, "/service/": re.compile(r"\d+")}
# The compartment's own, what says who acted and what waits, and the derived sight of its rows.
ITS_OWN = re.compile(
    r"prevent_|audit_|notifications_|procrastinate_|organisations_actor|django_session|^access\.(grant|scope)$"
)


@dataclass
class Side:
    """One of the two: its database, with what stood in it before the item."""

    database: str
    installation: Installation
    reference: str = ""


def _later(child, key: str) -> str:
    """One more contact about the child, some time after; returns its reference."""
    told_of = arrivals.ChildTold(named_as=child.name, person=child)
    with acting_as(make.intake()) as intake:
        arrival = arrivals.Arrival(area=child.area, channel="PROFESSIONAL", key=key, worry="Late", children=[told_of])
        return arrivals.receive(arrival, by=intake, at=timezone.now()).reference


def _lived(made: world.World, author: Membership, manager: Membership, deputy: Membership, *, with_item: bool) -> str:
    """The same contacts in both; where there is an item, all that the compartment does besides."""
    child = made.records["ordinary"].person
    if with_item:
        sent(author, pupil=child.public_id, forenames=child.forename, surname=child.surname)
        with acting_as(made.post(Role.PREVENT_LEAD)):
            one = Referral.objects.select_related("form").exclude(form=None).get()
            Referral.objects.filter(pk=one.pk).update(child=child)
        followed(one, made.post(Role.PREVENT_LEAD))
    else:
        with acting_as(author) as by:
            now = timezone.now()
            answers = sending.begin_contact(by=by, at=now)
            roll.add_from_roll(answers=answers, picked=[child.public_id], by=by, at=now)
            answers.refresh_from_db()
            row = {"_row": "r1", "child_first_name": child.forename, "child_family_name": child.surname}
            row |= {"child_age_known": "born", "child_born": SAID["born"], "child_sex": "f", "child_role": "focus"}
            facts = {"children": [row | next(iter(answers.values.get("children", [])), {})]}
            phone = {"value": SAID["referrer_telephone"], "safe": "", "when": ""}
            facts |= {"sender_phone": phone, "child_aware": {"each": {"all": "unsafe"}}}
            recording.set_facts(answers, WELFARE | facts, by=by, at=now)
            sending.send_contact(answers=answers, by=by, at=now)
    opened = _later(child, "an alert")
    if with_item:
        told(made.post(Role.PREVENT_LEAD), manager)
        through_the_panel(one, made.post(Role.CHANNEL_CHAIR), deputy)
        with acting_as(made.post(Role.PREVENT_LEAD)):
            assert Alert.objects.filter(referral=one).count() > 1
    with acting_as(made.post(Role.MASH_SCREENER)) as by:
        claims.claim(contact=Contact.objects.get(submission__reference=opened), by=by, at=timezone.now())
    if with_item:
        with acting_as(made.post(Role.PREVENT_LEAD)):
            assert Alert.objects.exclude(handed_at=None).exists(), "the work moved under a message"
    return _later(child, "after all of it")


@pytest.fixture(scope="module")
def areas(test_cluster, django_db_setup, django_db_blocker, small_world):
    """The small world twice at the same moment, in one of them with a live item about the ordinary child."""
    of, made = small_world
    moment, real = timezone.now(), timezone.now
    before = connections["default"].settings_dict["NAME"]
    common = databases.clone(test_cluster, f"{django_db_setup}_alike", of)
    timezone.now = lambda: moment
    try:
        with django_db_blocker.unblock():
            databases.point_at(common)
            author = make.membership("dsl", of=made.teams["school"])
            manager = make.membership("mash_manager", of=made.teams["front_door"])
            deputy = make.membership("channel_chair", of=made.post(Role.CHANNEL_CHAIR).team)
            databases.point_at(before)
            both = {}
            for with_item in (False, True):
                name = databases.clone(test_cluster, f"{django_db_setup}_item_{with_item}".lower(), common)
                databases.point_at(name)
                found = _lived(made, author, manager, deputy, with_item=with_item)
                both[with_item] = Side(name, Installation(name, test_cluster, made), found)
            visitor = both[True].installation.visitor(made.post(Role.PREVENT_LEAD))
            with acting_as(made.post(Role.PREVENT_LEAD)):
                one = Referral.objects.exclude(form=None).get().public_id
            looked = [f"/specialist-route/{one}/", f"/people/{made.records['ordinary'].person.public_id}/"]
            assert visitor.get(looked[0]).status == 200
            visitor.get(looked[1])
            yield both
    finally:
        timezone.now = real
        databases.point_at(before)
        for name in (common, f"{django_db_setup}_item_false", f"{django_db_setup}_item_true"):
            databases.drop(test_cluster, name)


def starts(made: world.World, role: str) -> list[str]:
    """Every address that is read without a record, or of the child, and is not refused to the role whatever there is."""
    records = made.records["ordinary"]
    refused = (Answer.REFUSED, Answer.KEPT_OUT)
    read = [route for route in ROUTES if "GET" in route.methods and not route.public]
    read = [route for route in read if expected(route, role, Relation.OWN_AGENCY) not in refused]
    found = [path_of(route, records) for route in read if not route.subject or record_of(route.subject, records)]
    about = [f"{page}/case/{records.contact.reference}/" for page in ("/why", "/looks")]
    return list(dict.fromkeys([*found, *about, f"/looks/person/{records.person.public_id}/"]))


def read_out(answer) -> str:
    """What a page or a file says; of one with parts inside, each of them."""
    if answer.body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.body)).pages)
    if answer.body.startswith(b"PK"):
        with ZipFile(BytesIO(answer.body)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in sorted(parts.namelist()))
    return answer.text


def everything(area: Side, role: str) -> Counter:
    """All that a role reads in an area: (address, status, words), what is drawn by chance struck out."""
    databases.point_at(area.database)
    installation = area.installation
    visitor = installation.visitor(installation.world.post(role))
    waiting, seen, found = starts(installation.world, role), set(), Counter()
    most = len(waiting) + FOLLOWED
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = visitor.get(path)
        words = read_out(answer)
        for beginning, unsaid in UNSAID.items():
            words = unsaid.sub("•", words) if path.startswith(beginning) else words
        found[CHANCE.sub("•", path), answer.status, CHANCE.sub("•", words)] += 1
        links = [answer.location] if answer.location else [unescape(link) for link in LINK.findall(answer.text)]
        waiting += [link for link in links if link.startswith("/") and not link.startswith(NEVER_FOLLOWED)]
    for words in (installation.world.records["ordinary"].person.name, MARK, PLAIN):
        answer = visitor.post("/people/search/", words=words)
        found["search", answer.status, CHANCE.sub("•", answer.text)] += 1
    return found


def differences(one: Counter, other: Counter) -> list[str]:
    """Each address that is not the same, and the first words that differ."""
    pages = [{}, {}]
    for page, (only, also) in zip(pages, ((one, other), (other, one)), strict=True):
        for (path, status, words), _ in (only - also).items():
            page.setdefault(path, f"{status} {words}")
    said = []
    for path in sorted(pages[0].keys() | pages[1].keys()):
        first, second = pages[0].get(path, ""), pages[1].get(path, "")
        pairs = zip(first.splitlines(), second.splitlines(), strict=False)
        line = next(((a.strip(), b.strip()) for a, b in pairs if a != b), (len(first), len(second)))
        said.append(f"{path}: {line}")
    return said


@pytest.mark.parametrize("role", ROLES)
def test_sg_12_who_is_not_named_reads_the_same_as_if_there_were_no_item(areas, role):
    without, with_item = everything(areas[False], role), everything(areas[True], role)
    assert (found := differences(without, with_item)) == [], "\n".join(found)
    assert len(without) > 50
    marked = [path for path, _, words in with_item if MARK in words or PLAIN in words]
    assert marked == ["search"] * len(marked)  # what somebody typed stands in its own box


def test_sg_12_the_named_read_it_so_that_the_marks_are_there_to_be_found(areas):
    read = everything(areas[True], Role.PREVENT_LEAD)
    assert [path for path, _, words in read if MARK in words or PLAIN in words] != []


def test_sg_12_references_have_no_gap_and_no_other_table_another_row(areas, test_cluster):
    assert areas[True].reference == areas[False].reference
    counts = []
    for area in areas.values():
        with databases.connect(test_cluster, area.database, role="bw_owner") as owner:
            tables = owner.execute(
                "select n.nspname || '.' || relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                "where n.nspname in ('public', 'access') and relkind in ('r', 'p')"
            ).fetchall()
            outside = [name for (name,) in tables if not ITS_OWN.search(name)]
            counts.append({name: owner.execute(f"select count(*) from {name}").fetchone()[0] for name in outside})
    assert counts[0] == counts[1]


def test_sg_12_mails_notices_and_jobs_reach_the_named_alone_and_say_nothing(areas, test_cluster):
    told_in = {}
    for with_item, area in areas.items():
        with databases.connect(test_cluster, area.database, role="bw_owner") as owner:
            notices = owner.execute("select user_id, words from notifications_notification").fetchall()
            mails = owner.execute('select "to", subject || body from notifications_outboxmessage').fetchall()
            jobs = owner.execute("select task_name, args::text from procrastinate_jobs").fetchall()
        told_in[with_item] = [Counter(notices), Counter(mails), Counter(CHANCE.sub("•", "".join(job)) for job in jobs)]
    more = [with_item - without for without, with_item in zip(told_in[False], told_in[True], strict=True)]
    assert {words for _, words in more[0]} == {"Something waits for you", "A message for you alone"}
    everything_said = " ".join(map(str, more))
    child = areas[True].installation.world.records["ordinary"].person
    assert [words for words in (MARK, PLAIN, child.forename, "Prevent", "radical") if words in everything_said] == []


@pytest.mark.timeout(1200)  # a database and the product are begun, and stopped under somebody
def test_sg_12_nothing_of_it_is_in_a_backup_made_after_the_purge_nor_in_the_servers_logs():
    trial = Path(__file__).parents[1] / "faults" / "prevent_backed_up.py"
    found = dict(line.split()[:2] for line in machines.tried(trial, seconds=1180).splitlines())
    assert {found[each] for each in ("marks-in-the-backup", "keys-in-the-backup-after", f"logs-with-{MARK}")} == {"0"}
