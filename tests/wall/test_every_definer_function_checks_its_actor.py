"""Every function that runs as the database's owner asks who acts: with nobody, a stranger or forged arguments it tells and does nothing.

The functions are found in the database itself, so that a new one stands here, with how it is called, before it can be used.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from breakwater.casework.models import Case
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Invitation, ReceiverChange
from breakwater_dev.testing import factories as make

APP, NOW, DAY = "bw_app", timezone.now(), date(2026, 3, 2)

# What may be called by whoever likes, and why that tells and does nothing that is anybody's.
FOR_ANYONE = {
    "access.act_as": "the door itself: it checks the role, and what the application's role can do with it is in docs/threat-model.md",
    "access.count_anew": "counts tables for the planner; takes nothing, shows nothing, changes no row",
    "access.derive_due": "derives rows whose day has come, as the night does; takes nothing and shows a number",
    "access.derived_on": "the day of the last derivation",
    "audit_make_seal": "seals what has been written; takes nothing and shows a number",
    "audit_server": "the number of the database server",
    "audit_note": "writes refusals and sign-ins, which nobody acts for; never a look or a change (foundation/audit/tests/test_pages.py)",
    "access.accept_invitation": "asks for the token from the mailbox, which is kept nowhere, and for its own user",
    "invented.give_post": "in databases of invented people alone",
}
# The answers that say nothing: no row, null, false, an empty list, or that it is to be kept away.
NOTHING = ([], [(None,)], [(False,)], [([],)], [(0,)], [("",)])
# What answers of nobody's records but the asker's own side.
OF_ONES_OWN = {
    "access.may_break_glass": "says of one's own role alone",
    "access.new_link": "an actor of one's own area, which sees what names it, and nothing names it yet",
    "access.declarations_in_my_area": "governance's own area, where it governs",
    "access.keeps_retention": "the own area of whoever answers for retention",
}
# Of what one may not read the answer is that it is struck, or everything that was asked about: the strict side.
STRICT = {"access.is_struck": [(True,)], "access.kept_out": [(1,)], "access.why_not_invite": [("actor",)]}


@dataclass
class Somewhere:
    """One area's records, and the numbers to ask for them by."""

    case: int
    reference: str
    person: int
    public_id: str
    area: int
    team: int
    post: int
    human: int
    actor: int
    seal: int
    invitation: int
    service: int
    change: int
    numbers: dict = field(default_factory=dict)


@pytest.fixture
def here(db):
    """A child with a case, both sealed to two readers, in an area with a MASH; an invitation to it and another team in its place
    that wait for a second person.
    """
    mash = make.team("MASH", service="front_door")
    readers = [make.actor("mash_manager", of=mash), make.actor("mash_manager", of=mash)]
    child = make.person("Ada", "Example")
    with acting_as(make.intake()) as intake:
        case = Case.objects.create(
            reference="C-26-00001-X",
            kind="k",
            area=child.area,
            stage="s",
            stage_since=NOW,
            responsible_team=mash,
            opened_at=NOW,
            opened_by=intake,
        )
    with acting_as(readers[0]), connection.cursor() as cursor:
        humans = [one.membership.user_id for one in readers]
        cursor.execute("select access.seal_row('person', %s, %s, 'a reason', true, null)", [child.pk, humans])
        seal = cursor.fetchone()[0]
        cursor.execute("select access.seal_row('case', %s, %s, 'a reason', true, null)", [case.pk, humans])
    with acting_as(make.actor("business_manager")), connection.cursor() as cursor:
        cursor.execute(
            "select access.invite('new@example.org', 'New', %s, 'mash_screener', '', 'digest', now() + interval '1 day', null)",
            [mash.pk],
        )
        invitation = cursor.fetchone()[0]
        service = mash.services.get().pk
        cursor.execute("select access.name_receiver(%s, %s)", [service, make.team("Accomplices").pk])
    change = ReceiverChange.objects.get().pk
    post = readers[0].membership
    return Somewhere(
        case.pk,
        case.reference,
        child.pk,
        child.public_id,
        child.area_id,
        mash.pk,
        post.pk,
        post.user_id,
        readers[0].pk,
        seal,
        invitation,
        service,
        change,
    )


def strangers():
    """Who has a post, a service or a link, and no business with any of it."""
    far = make.area("850", "Hampshire")
    return [
        make.actor("mash_manager", of=make.team("MASH", in_area=far)),
        make.actor("emergency_duty", of=make.team("Duty", in_area=far)),
        make.actor("information_governance", of=make.team("Governance", in_area=far)),
        make.intake(far),
        make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL"))),
        make.actor("agency_professional", of=make.team(of=make.organisation(kind="HEALTH"))),
    ]


def definer_functions() -> dict[str, list[str]]:
    """Every definer function that the application may call, with its parameters as 'name type'."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select case when n.nspname = 'public' then '' else n.nspname || '.' end || p.proname, pg_get_function_identity_arguments(p.oid) "
            "from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname !~ '^(pg_|information_schema)' "
            "and has_schema_privilege(%s, n.oid, 'usage') and has_function_privilege(%s, p.oid, 'execute') "
            "and p.prorettype <> 'trigger'::regtype",
            [APP, APP],
        )
        found = cursor.fetchall()
    assert len({name for name, _ in found}) == len(found), "two functions of one name: name them apart"
    return {name: [one for one in arguments.split(", ") if one] for name, arguments in found}


def argument(parameter: str, of: Somewhere, function: str):
    """A telling value for a parameter: the record that is there and closed, by whatever name it is asked for."""
    name, kind = parameter.split(" ", 1)
    by_name = {
        "p_case": of.case,
        "p_within": of.case,
        "p_person": of.person,
        "p_area": of.area,
        "p_team": of.team,
        "p_membership": of.post,
        "p_human": of.human,
        "p_humans": [of.human],
        "p_readers": [of.human],
        "p_actor": of.actor,
        "p_by": of.actor,
        "p_seal": of.seal,
        "p_kind": "FAMILY" if function == "access.new_link" else "person",
        "p_reference": of.reference,
        "p_public_id": of.public_id,
        "p_key": of.public_id if function == "access.who_looked" else "answers-1",
        "p_kept": of.person,
        "p_other": of.person,
        "p_one": of.person,
        "p_invitation": of.invitation,
        "p_service": of.service,
        "p_change": of.change,
        "p_organisation": 1,
        "p_organisations": [1],
        "p_role": "mash_screener",
        "p_email": "other@example.org",
        "p_fn": ["ADA"],
        "p_sn": ["EKSMPL"],
        "p_what": "person",
        "p_since": NOW,
        "p_before": None,
        "p_source": "ROLL",
    }
    if function == "access.tie_by_hand" and name == "p_person":
        return of.public_id
    if kind == "uuid":
        return None
    by_kind = {
        "bigint": of.person,
        "integer": 100,
        "text": "why",
        "text[]": ["x"],
        "bigint[]": [of.person],
        "integer[]": [1],
        "date": DAY,
        "date[]": [DAY],
        "timestamp with time zone": NOW,
        "boolean": True,
        "jsonb": "[]",
        "bytea": b"x",
        "double precision": 0.5,
    }
    value = by_name.get(name, by_kind.get(kind))
    if kind == "date" and not isinstance(value, date):
        value = DAY
    return value


def rows_changed() -> int:
    """How many rows this transaction has written or ended so far, in every table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_xact_user_tables where relname <> 'scope'"
        )
        return cursor.fetchone()[0]


def asked(function: str, parameters: list[str], values: list):
    """What a function answers; nothing where it refuses as our own functions refuse. It must have written nothing."""
    marks = ", ".join(f"%s::{one.split(' ', 1)[1]}" for one in parameters)
    before = rows_changed()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select * from {function}({marks})", values)
            answer = [tuple(row) for row in cursor.fetchall()]
    except DatabaseError as refusal:
        if getattr(refusal.__cause__, "sqlstate", "") not in ("P0002", "42501", "23514"):
            pytest.fail(f"{function} breaks in place of refusing: {refusal}")
        return []
    assert rows_changed() == before, f"{function} wrote something"
    return answer


def tells_nothing(function: str, answer) -> bool:
    return answer in NOTHING or answer == STRICT.get(function, [])


def test_those_for_anyone_are_all_there(db):
    assert set(FOR_ANYONE) <= set(definer_functions())


def test_with_nobody_acting_no_definer_function_tells_or_does_anything(here):
    told = {}
    for function, parameters in definer_functions().items():
        if function in FOR_ANYONE:
            continue
        answer = asked(function, parameters, [argument(one, here, function) for one in parameters])
        if not tells_nothing(function, answer):
            told[function] = answer
    assert told == {}


def test_a_stranger_learns_and_does_nothing_by_a_definer_function(here):
    told = {}
    for stranger in strangers():
        with acting_as(stranger):
            for function, parameters in definer_functions().items():
                if function in FOR_ANYONE or function in OF_ONES_OWN:
                    continue
                answer = asked(function, parameters, [argument(one, here, function) for one in parameters])
                if not tells_nothing(function, answer) and (function, answer) != ("access.why_not_invite", [("team",)]):
                    told[stranger.post, function] = answer
    assert told == {}


@pytest.mark.parametrize("role", ["mash_manager", "information_governance", "business_manager"])
def test_forged_arguments_are_refused_to_whoever_has_business_here(here, role):
    """Another's actor as `p_by`, a human who holds no post, records that do not exist, and nothing at all where something is due."""
    insider = make.actor(role, of=make.team("Another team"))
    nowhere = Somewhere(-1, "C-26-99999-X", -1, "q" * 20, -1, -1, -1, -1, here.actor, -1, -1, -1, -1)
    told = {}
    with acting_as(insider):
        for function, parameters in definer_functions().items():
            if function in FOR_ANYONE or not parameters:
                continue
            forged = [argument(one, nowhere, function) for one in parameters]
            for values in (forged, [None] * len(parameters)):
                answer = asked(function, parameters, values)
                if not tells_nothing(function, answer) and function not in (
                    "access.search_people",
                    "access.why_not_invite",
                ):
                    told[function] = answer
    assert told == {}


def test_whoever_writes_is_whoever_acts(here):
    """`p_by` of another is refused by each function that keeps who did it, also to those who may otherwise."""
    child = make.person()
    manager, other = make.actor("mash_manager"), make.actor("mash_manager")
    humans = [manager.membership.user_id, other.membership.user_id]
    with acting_as(manager):
        refusal = pytest.raises(DatabaseError, match="no such row")
        with refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select access.seal_row('person', %s, %s, 'why', true, %s)", [child.pk, humans, other.pk])
        with (
            pytest.raises(DatabaseError, match="two named readers"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select access.seal_row('person', %s, '{-1,-2}', 'why', true, null)", [child.pk])


@pytest.mark.parametrize(
    "attempt",
    [
        "insert into organisations_membership (public_id, user_id, team_id, role, job_title, starts_on) values ('x', 1, 1, 'mash_manager', '', now())",
        "insert into organisations_actor (membership_id, service, link) values (1, '', '')",
        "insert into organisations_invitation (email) values ('me@example.org')",
        "update organisations_invitation set seconded_at = now()",
        "update organisations_invitation set accepted_at = null",
        "update organisations_membership set role = 'mash_manager'",
        "update organisations_membership set shift_ends_at = null",
        "update organisations_rolerecord set needs_second = false",
        "update organisations_teamservice set team_id = 1",
        "delete from organisations_teamservice",
        "insert into organisations_receiverchange (service_id, team_id, asked_by_id, asked_at) values (1, 1, 1, now())",
        "update organisations_receiverchange set seconded_at = now()",
    ],
)
def test_the_application_gives_no_post_by_itself(db, attempt):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)


def test_a_post_that_has_ended_does_not_begin_again(db):
    post = make.membership("mash_screener")
    type(post).objects.filter(pk=post.pk).update(revoked_at=NOW)
    with pytest.raises(DatabaseError, match="does not begin again"), transaction.atomic():
        type(post).objects.filter(pk=post.pk).update(revoked_at=None)


def test_nobody_seconds_the_invitation_they_made(here):
    inviter = Invitation.objects.select_related("invited_by__membership").get(pk=here.invitation).invited_by
    with acting_as(inviter), connection.cursor() as cursor:
        cursor.execute("select access.may_second(%s)", [here.invitation])
        assert cursor.fetchone() == (False,)


def test_governance_learns_of_no_declaration_elsewhere(here):
    officer = make.actor("information_governance", of=make.team("Governance", in_area=make.area("850", "Hampshire")))
    with acting_as(officer), connection.cursor() as cursor:
        cursor.execute("select human from access.declarations_in_my_area()")
        assert [human for (human,) in cursor.fetchall()] == [officer.membership.user_id]
