"""Every address x method x role x relation: by wall and by leave for all, through the application for many, over HTTP for some."""

from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from django.urls import URLPattern, get_resolver

from breakwater.partnership.organisations.access import NotAnActor, Role, acting_as, may
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater_dev.testing import databases
from breakwater_dev.testing.addresses import ABSENT_ID, RECORD, path_of, record_of
from breakwater_dev.testing.expectations import ANYONE, OF_THE_LIBRARY, SIGHT, STANDS, Answer, Relation, expected
from breakwater_dev.testing.routes import ROUTES
from breakwater_dev.testing.served import Installation

pytestmark = [pytest.mark.slow]
EVERYONE = [(role, relation) for role in Role for relation in Relation]


def addresses() -> list[str]:
    found = []

    def walk(resolver, before: str) -> None:
        for each in resolver.url_patterns:
            whole = before + str(each.pattern)
            if isinstance(each, URLPattern):
                found.append(whole)
            else:
                walk(each, whole)

    walk(get_resolver(), "")
    return sorted(set(found))


def test_every_address_of_the_product_stands_in_the_table():
    listed = [route.pattern for route in ROUTES]
    of_ours = [address for address in addresses() if not address.startswith(OF_THE_LIBRARY)]
    assert sorted(listed) == of_ours


@contextmanager
def inside(served, django_db_blocker):
    """Django pointed at the served database, in a transaction that is undone."""
    before = connections["default"].settings_dict["NAME"]
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = served.database
    outside = connections["outside"]
    connections["outside"] = connections["default"]
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connections["outside"] = outside
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = before


def test_the_wall_shows_each_record_to_exactly_those_in_the_table(served, django_db_blocker):
    wrong = []
    with inside(served, django_db_blocker):
        for role, relation in EVERYONE:
            post_relation, circumstance = STANDS[relation]
            post, records = served.world.post(role, post_relation), served.world.records[circumstance]
            seen = dict.fromkeys(SIGHT, False)
            try:
                with acting_as(actor_of(post)):
                    for subject in SIGHT:
                        thing = getattr(records, subject, None)
                        seen[subject] = thing is not None and type(thing).objects.filter(pk=thing.pk).exists()
            except NotAnActor:
                pass
            wrong += [
                f"{subject}: {role}, {relation}: seen {seen[subject]}"
                for subject, sees in SIGHT.items()
                if subject not in ("draft", *RECORD) and seen[subject] != sees(role, relation)
            ]
    assert wrong == [], "\n" + "\n".join(wrong)


ABOUT_THE_SUBJECT = [route for route in ROUTES if route.subject and route.subject not in ("draft", "receipt")]
# What leave is asked of, where it is not the record itself.
THING = {
    "document": "case",
    "meeting": "case",
    "action": "strategy",
    "passing": "contact",
    "known": "contact",
    "sample_item": "contact",
    "goal": "episode",
    "plan_action": "episode",
    "taf": "episode",
    "family_link": "episode",
    "shared_row": "list",
    "talk": "call",
    "measure_check": "child",
}
# These ask more than one question, or ask for leave only where something is sent; over HTTP they are asked whole.
MORE_THAN_LEAVE = ("withdraw/", "<str:rule>/", "decide/", "settle/", "passed/", "dissent/")
NEVER_ASKED_ALONE = (
    "restricted/",
    "disagreements/new/",
    "handovers/<str:reference>/actions/",
    "handovers/<str:reference>/family/",
    "early-help/<str:reference>/advice/new/",
    "lists/patches/",
    "who-to-talk-to/",
    "prevent/schools/",
    "child-on-child/notices/",
)


# About no record and for whoever has the permission, wherever they work; without one, for everybody.
BY_LEAVE_ALONE = [route for route in ROUTES if not route.subject and route.who is ANYONE]


def asked_alone(route) -> bool:
    """Whether sight and leave say all there is to say: both are tried below for every role and relation."""
    return route in BY_LEAVE_ALONE or (
        route in ABOUT_THE_SUBJECT
        and not route.pattern.endswith(MORE_THAN_LEAVE)
        and not route.pattern.startswith(NEVER_ASKED_ALONE)
    )


def test_leave_is_given_to_exactly_those_in_the_table(served, django_db_blocker):
    wrong = []
    with inside(served, django_db_blocker):
        for role, relation in EVERYONE:
            post_relation, circumstance = STANDS[relation]
            if relation == Relation.FORMER:
                continue
            post, records = served.world.post(role, post_relation), served.world.records[circumstance]
            actor = actor_of(post)
            actor.membership = post
            with acting_as(actor):
                for route in BY_LEAVE_ALONE:
                    given = route.needs is None or may(actor, route.needs, None)
                    if given != (expected(route, role, relation) == Answer.SHOWN):
                        wrong.append(f"{route.pattern}: {role}, {relation}: {given}")
                records_found = {}
                for route in ABOUT_THE_SUBJECT:
                    if not asked_alone(route) or not SIGHT[route.subject](role, relation):
                        continue
                    reads = route.methods == ("GET",)
                    if route.subject not in records_found:
                        record = record_of(route.subject, records)
                        records_found[route.subject] = type(record).objects.get(pk=record.pk)
                    found = records_found[route.subject]
                    thing = getattr(found, THING[route.subject]) if route.subject in THING else found
                    given = may(actor, route.needs, None if reads else thing)
                    if given != (expected(route, role, relation) == Answer.SHOWN):
                        wrong.append(f"{route.pattern}: {role}, {relation}: {given}")
    assert wrong == [], "\n" + "\n".join(wrong)


def answer_of(came) -> Answer:
    if came.status in (301, 302, 303) and "/account/login" in came.location:
        return Answer.SIGN_IN
    if came.status == 403:
        return Answer.NO_POST if "You have no role" in came.text else Answer.REFUSED
    if came.status == 404:
        return Answer.ABSENT
    assert came.status < 500, came.text[-3000:]
    return Answer.SHOWN


# Addresses about something that the small world has none of: an invitation, a notice, a page of a draft.
ABSENT_IN_THE_WORLD = {
    "join/<str:token>/",
    "notifications/<int:number>/",
    "staff/posts/<str:public_id>/end/",
    "staff/invitations/<int:number>/withdraw/",
}


@pytest.fixture(scope="module")
def here(served, django_db_blocker):
    """Django pointed at the served database, so that the application can be asked in this process."""
    before = connections["default"].settings_dict["NAME"]
    databases.point_at(served.database)
    with django_db_blocker.unblock():
        yield Installation(served.database, served.cluster, served.world)
    databases.point_at(before)


def device_of(installation):
    """`of(role, relation)`: everyone's device, made at first need and kept."""
    known = {}

    def of(role: str | None, relation: str = "home"):
        if (role, relation) not in known:
            known[role, relation] = installation.visitor(installation.world.post(role, relation) if role else None)
        return known[role, relation]

    return of


@pytest.fixture(scope="module")
def devices_here(here):
    return device_of(here)


@pytest.fixture(scope="module")
def devices(served):
    return device_of(served)


def posts_for(route) -> list[tuple[Role, Relation]]:
    """Who asks in every run. Where sight and leave are all there is to say, and both are tried for every post above, one post of each answer
    whose turn it is; otherwise of each answer one post in each relation. Of those who have neither sight nor leave, and of
    those whose post has ended, one alone. With `--whole` everybody asks.
    """
    by_answer: dict[Answer, list] = {}
    for role, relation in EVERYONE:
        by_answer.setdefault(expected(route, role, relation), []).append((role, relation))
    chosen, turn = [], 7 * ROUTES.index(route)
    for answer, posts in by_answer.items():
        if asked_alone(route) or answer in (Answer.KEPT_OUT, Answer.NO_POST):
            chosen.append(posts[turn % len(posts)])
        else:
            of_each_relation: dict[Relation, list] = {}
            for role, relation in posts:
                of_each_relation.setdefault(relation, []).append((role, relation))
            chosen += [each[turn % len(each)] for each in of_each_relation.values()]
    return chosen


def requests_of(route, posts, world):
    """(method, path, role, relation, answer) for each post; what would be the same request is one."""
    known = set()
    for role, relation in posts:
        answer, (post_relation, circumstance) = expected(route, role, relation), STANDS[relation]
        path = path_of(route, world.records[circumstance], draft=world.drafts.get(role, ABSENT_ID))
        for method in route.methods:
            if method == "POST" and answer == Answer.SHOWN:
                continue  # what is sent is proved beside each room
            if (method, path, role, post_relation) not in known:
                known.add((method, path, role, post_relation))
                yield method, path, role, relation, answer


def fits(route, came: Answer, answer: Answer) -> bool:
    """Whether what came is the answer of the table; of some things the small world has none to show."""
    if answer == Answer.KEPT_OUT:
        return came in (Answer.REFUSED, Answer.ABSENT)
    has_none = route.pattern in ABSENT_IN_THE_WORLD or route.pattern.startswith("area/")
    return came == answer or answer == Answer.SHOWN and came == Answer.ABSENT and has_none


def wrong_answers(route, posts, world, of) -> list[str]:
    wrong = []
    for method, path, role, relation, answer in requests_of(route, posts, world):
        came = answer_of(of(role, STANDS[relation][0]).ask(method, path))
        if not fits(route, came, answer):
            wrong.append(f"{method} {path}: {role}, {relation}: {came}, expected {answer}")
    for method in route.methods if not route.public else ():
        came = answer_of(of(None).ask(method, path_of(route, world.records["ordinary"], draft=world.drafts["dsl"])))
        if came != Answer.SIGN_IN:
            wrong.append(f"{method} {route.pattern}, signed out: {came}")
    return wrong


def name_of(route) -> str:
    return route.pattern or "the front page"


ANSWERING = [route for route in ROUTES if route.methods]


@pytest.mark.parametrize("route", ANSWERING, ids=name_of)
def test_each_answer_comes_as_the_table_says(request, here, devices_here, route):
    posts = EVERYONE if request.config.getoption("--whole") else posts_for(route)
    assert wrong_answers(route, posts, here.world, devices_here) == []
    with connections["default"].cursor() as cursor:
        cursor.execute("select current_setting('bw.actor', true), current_setting('bw.scopes', true)")
        assert not any(cursor.fetchone()), "the next request on this connection would begin with this one's sight"


# Every answer is asked for in this process above; that the server of the product answers alike is seen on one address of ten in every run.
OVER_HTTP = [
    pytest.param(route, marks=() if n % 10 == 0 else pytest.mark.whole, id=name_of(route))
    for n, route in enumerate(ANSWERING)
]


@pytest.mark.parametrize("route", OVER_HTTP)
def test_over_http_it_is_shown_and_refused_as_in_the_table(served, devices, route):
    """Once each, by the last post of those in the table; what is refused in the way whose turn it is."""
    by_answer = {expected(route, role, relation): (role, relation) for role, relation in EVERYONE}
    refused = [answer for answer in by_answer if answer != Answer.SHOWN]
    wanted = {Answer.SHOWN, *refused[ROUTES.index(route) % (len(refused) or 1) :][:1]}
    posts = [post for answer, post in by_answer.items() if answer in wanted]
    assert wrong_answers(route, posts, served.world, devices) == []
