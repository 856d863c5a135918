"""A marker in every text of every protected row; everyone opens every page; nobody reads a marker of a row that is not theirs."""

import re
from collections import Counter
from html import unescape

import pytest
from django.db import connections
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.partnership.organisations.access import ROLES, Role, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater_dev.testing import canaries, databases, trials, world
from breakwater_dev.testing.addresses import path_of, record_of
from breakwater_dev.testing.routes import ROUTES
from breakwater_dev.testing.served import Installation

pytestmark = [pytest.mark.slow]
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
STARTS = (
    "/today/",
    "/mash/",
    "/handovers/",
    "/tasks/",
    "/early-help/",
    "/contacts/",
    "/requests/",
    "/notifications/",
    "/designated-officer/",
    "/specialist-route/",
    "/looks/",
    "/restricted/",
    "/opened/",
    "/conflicts/",
    "/me/conflicts/",
    "/staff/",
    "/disagreements/",
    "/social-care/",
    "/duty/",
    "/mash/overnight/",
    "/mash/samples/",
    "/mash/figures/",
    "/mash/wall/",
    "/mash/advice/",
    "/mash/notices/",
    "/clocks/",
    "/tasks/team/",
    "/lists/",
    "/lists/held/",
    "/lists/corrections/",
    "/lists/worries/",
    "/lists/calls/",
    "/our-list/",
    "/information-requests/",
    "/records-of-processing/",
)
NEVER_FOLLOWED = ("/account/", "/static/", "/tell-us/", "/demo/")
MOST, FEWER = 90, 25  # links followed beside the addresses of every record: at home, and elsewhere
# Whose records each post asks for by address. At home everyone's; elsewhere those where something could differ.
ASKED_FOR = {
    "home": world.CIRCUMSTANCES,
    "other_agency": ("ordinary", "sealed"),
    "in_the_case": ("ordinary", "sealed"),
    "other_area": ("ordinary", "elsewhere"),
    "former": ("ordinary",),
}
# One post for each distinct sight there is in our area, of the roles that share it the one with the widest leave; beside the business
# manager, who sees nothing, the posts whose leave nobody else here has; and of the other area those with the widest eyes, whose
# sight there is what ours is here. `--whole` lets everyone look.
LOOKING = {
    "home": (
        Role.MASH_MANAGER,
        Role.MASH_SCREENER,
        Role.EARLY_HELP_MANAGER,
        Role.DESIGNATED_OFFICER,
        Role.LEAD_PROFESSIONAL,
        Role.LINK_MANAGER,
        Role.DSL,
        Role.HEAD_TEACHER,
        Role.PREVENT_LEAD,
        Role.PREVENT_EDUCATION_OFFICER,
        Role.SOCIAL_CARE_MANAGER,
        Role.BUSINESS_MANAGER,
        Role.INFORMATION_GOVERNANCE,
        Role.TRUST_LEAD,
        Role.SCHOOL_STAFF,
        Role.LINK_GOVERNOR,
        Role.CHILD_DEATH_REVIEWER,
        Role.HEAD_OF_SERVICE,
        Role.DATA_OFFICER,
    ),
    "other_agency": (Role.MASH_MANAGER,),
    "in_the_case": (Role.EARLY_HELP_MANAGER,),
    "other_area": (
        Role.MASH_MANAGER,
        Role.MASH_SCREENER,
        Role.TIER2_COORDINATOR,
        Role.SOCIAL_WORKER,
        Role.DSL,
    ),
    "former": (),
}
POSTS_LOOKING = [(relation, role) for relation, roles in LOOKING.items() for role in roles]
POSTS = [
    pytest.param(relation, role, marks=[] if role in LOOKING[relation] else [pytest.mark.whole])
    for relation in ASKED_FOR
    for role in Role
]
# Every table that the front door, early help and education fill and that holds words of people: without a row here a leak of it would go unseen.
FILLED = (
    "front_door_submission",
    "front_door_contact",
    "front_door_decision",
    "front_door_receipt",
    "front_door_receiptline",
    "front_door_informationrequest",
    "front_door_requestperson",
    "front_door_informationanswer",
    "front_door_knownthen",
    "front_door_dissent",
    "front_door_oversight",
    "front_door_sample",
    "front_door_sampleitem",
    "front_door_strategy",
    "front_door_strategyattendee",
    "front_door_strategyaction",
    "front_door_passing",
    "front_door_dutyaction",
    "front_door_socialcarefile",
    "front_door_socialcarechild",
    "front_door_allegation",
    "front_door_struckorganisation",
    "front_door_employerperson",
    "front_door_officerstep",
    "front_door_acknowledgement",
    "prevent_referral",
    "casework_escalation",
    "casework_escalationstep",
    "casework_lock",
    "casework_sealeditem",
    "education_listrow",
    "education_rowflag",
    "education_rownote",
    "education_held",
    "education_answer",
    "education_correction",
    "education_worry",
    "education_worrycheck",
    "education_filetransfer",
    "education_calltry",
    "education_call",
    "education_callitem",
    "education_callnote",
    "education_letter",
    "education_letterline",
    "education_callaction",
    "education_disagreement",
    "early_help_episode",
    "early_help_advice",
    "early_help_agreement",
    "early_help_assessment",
    "early_help_childpart",
    "early_help_hand",
    "early_help_toolscore",
    "early_help_plan",
    "early_help_goal",
    "early_help_score",
    "early_help_action",
    "early_help_actionstep",
    "early_help_familymeeting",
    "early_help_meetinginvite",
    "early_help_familylink",
    "early_help_familycopy",
    "early_help_familycomment",
    "early_help_familypart",
    "early_help_closing",
    "early_help_movedon",
)
# What is kept encrypted bears no marker; these are the words that the world gave it.
ENCRYPTED = {"An operation is under way": "casework_sealeditem"}


@pytest.fixture(scope="module")
def planted(test_cluster, django_db_setup, django_db_blocker, small_world):
    """The small world with its markers. Django is pointed at it: pages are asked of the application in this process."""
    of, made = small_world
    name = databases.clone(test_cluster, f"{django_db_setup}_canaries", of)
    before = connections["default"].settings_dict["NAME"]
    databases.point_at(name)
    with django_db_blocker.unblock():
        with databases.connect(test_cluster, name, role="postgres") as superuser:
            assert canaries.plant(superuser) > 200
            empty = [table for table in FILLED if not superuser.execute(f"select 1 from {table} limit 1").fetchone()]
            assert empty == []
        yield Installation(name, test_cluster, made)
        databases.point_at(before)
    databases.drop(test_cluster, name)


def addresses_of_every_record(served, circumstances, theirs, turn: int) -> list[str]:
    """Addresses that are read, for the records in these circumstances that the wall shows to the reader, and for one that it hides.

    Every second address for one reader, the others for the next (`turn`), and in which circumstance changes likewise: `trials.is_whole`
    asks for every address, and for everything shown in all. That a hidden row is found by no query is proved for every one of them beside
    the table of expectations.
    """
    found = []
    for number, route in enumerate(route for route in ROUTES if "GET" in route.methods):
        if not trials.is_whole and (number + turn) % 2:
            continue
        shown, hidden = [], []
        for circumstance in circumstances:
            records = served.world.records[circumstance]
            record = record_of(route.subject, records)
            if record is not None:
                is_hidden = record._meta.db_table in canaries.PROTECTED and _row(record) not in theirs
                (hidden if is_hidden else shown).append(path_of(route, records))
        shown = list(dict.fromkeys(shown))
        if not trials.is_whole:
            shown = [path for n, path in enumerate(shown) if (n + (number + turn) // 2) % 3 == 0] or shown[:1]
        found += shown + ([hidden[(number + turn) // 2 % len(hidden)]] if hidden else [])
    for circumstance in circumstances:
        records = served.world.records[circumstance]
        found.append(f"/why/case/{records.contact.reference}/")
        found.append(f"/looks/case/{records.contact.reference}/")
    return found


def _row(record) -> tuple[str, int]:
    return record._meta.db_table, record.pk


def crawl(visitor, starts: list[str], most: int):
    """Each page once, following links; yields (path, answer)."""
    waiting, seen = list(dict.fromkeys(starts)), set()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = visitor.get(path)
        yield path, answer
        links = (
            [answer.location] if answer.status in (301, 302) else [unescape(link) for link in LINK.findall(answer.text)]
        )
        waiting += [
            link for link in links if link.startswith("/") and link not in seen and not link.startswith(NEVER_FOLLOWED)
        ]


def test_for_every_sight_in_our_area_and_every_leave_somebody_looks(planted, test_cluster):
    sights, counted = {}, Counter()
    with databases.connect(test_cluster, planted.database) as app:
        for relation in (relation for relation in ASKED_FOR if relation != "other_area"):
            for role in Role:
                sights[relation, role] = canaries.rows_for(app, actor_of(planted.world.post(role, relation)).pk)
                counted.update(sights[relation, role])
    alone = {(table, row) for (table, row), readers in counted.items() if readers == 1 and table == "casework_answers"}
    seen = [
        sights[post] - alone for post in POSTS_LOOKING if post in sights
    ]  # a draft that its author alone reads makes no other sight
    assert [post for post, sight in sights.items() if sight - alone not in seen] == []
    leave = {permission for _, role in POSTS_LOOKING for permission in ROLES[role].permissions}
    assert [role for role in Role if ROLES[role].permissions - leave] == []


@pytest.mark.parametrize(("relation", "role"), POSTS)
def test_no_page_shows_a_row_that_the_wall_hides_and_none_breaks(planted, test_cluster, relation, role):
    post = planted.world.post(role, relation)
    visitor = planted.visitor(post)
    with databases.connect(test_cluster, planted.database) as app:
        theirs = canaries.rows_for(app, actor_of(post).pk)
    turn = POSTS_LOOKING.index((relation, role)) if (relation, role) in POSTS_LOOKING else 0
    direct = addresses_of_every_record(planted, ASKED_FOR[relation], theirs, turn)
    leaks, broken, shown = [], [], set()
    for path, answer in crawl(visitor, [*STARTS, *direct], most=len(direct) + (MOST if relation == "home" else FEWER)):
        found = canaries.rows_in(answer.text)
        shown |= found
        if found - theirs:
            leaks.append(f"{path}: {sorted(found - theirs)}")
        leaks += [
            f"{path}: {words}"
            for words, table in ENCRYPTED.items()
            if words in answer.text and table not in {held for held, _ in theirs}
        ]
        if answer.status >= 500:
            broken.append(f"{path}: {answer.status}")
    assert leaks == []
    assert broken == []
    for circumstance in ASKED_FOR[relation]:  # what is typed travels in the body: an address searched for nothing
        person = planted.world.records[circumstance].person
        for words in (person.name, person.forename, "Example"):
            found = canaries.rows_in(visitor.post("/people/search/", words=words).text)
            leaks += [f"search: {sorted(found - theirs)}"] if found - theirs else []
    assert leaks == []
    if role in (Role.MASH_MANAGER, Role.TIER2_COORDINATOR) and relation == "home":
        assert len(shown) > 10


def test_no_public_page_shows_any_row(planted):
    visitor = planted.visitor()
    pages = [
        "/",
        "/worried/",
        "/privacy/",
        "/accessibility/",
        "/tell-us/again/",
        "/tell-us/public/",
        "/tell-us/child/",
        "/healthz",
        "/account/login/",
    ]
    answers = list(crawl(visitor, pages, most=60))
    assert [path for path, answer in answers if canaries.rows_in(answer.text)] == []
    assert [path for path, answer in answers if answer.status >= 500] == []


def test_no_mail_and_no_notice_carries_a_word_of_a_record(planted, test_cluster):
    manager, coordinator = planted.world.post("mash_manager"), planted.world.post("tier2_coordinator")
    offer = planted.world.records["ordinary"].offer
    with acting_as(actor_of(coordinator)) as by:
        offer.refresh_from_db()
        handovers.ask(handover=offer, question="zq0x0x1q Which school?", by=by, at=timezone.now())
        handovers.decline(handover=offer, reason="zq0x0x2q The family moved", by=by, at=timezone.now())
    with databases.connect(test_cluster, planted.database, role="bw_owner") as owner:
        sent = owner.execute(
            "select n::text from notifications_notification n union all select o::text from notifications_outboxmessage o"
        )
        words = [text for (text,) in sent.fetchall()]
    assert words
    assert [text for text in words if canaries.rows_in(text) or "Robin" in text] == []
    assert manager
