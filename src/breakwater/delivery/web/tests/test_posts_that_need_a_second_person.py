"""A post in the MASH, emergency duty or a sealed team needs a second person of that service; an administrator gives none in casework."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from breakwater.delivery.web import joining, service_teams, shifts
from breakwater.delivery.web.invitations import Wanted
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import ROLES, NotAnActor, Permission, Role, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.keeping import teams
from breakwater.partnership.organisations.models import Invitation, Membership
from breakwater_dev.testing import factories as make

P = Permission


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def keeper(db):
    return make.actor("business_manager")


def invited(by, team, role="mash_screener", email="new@example.org") -> Invitation:
    with acting_as(by):
        return joining.invite(wanted=Wanted(email, "Nia New", team, role), by=by, at=timezone.now())


def mails() -> list[str]:
    return [message.body for message in OutboxMessage.objects.filter(to="new@example.org")]


def join():
    address = re.search(r"http://[^/]+(/join/\S+)", mails()[-1])[1]
    return Client().post(address, {"name": "Nia New", "password": "three odd lanterns"})


def told(who) -> list[str]:
    return list(Notification.objects.filter(user=who.membership.user).order_by("pk").values_list("words", flat=True))


def test_a_post_in_the_mash_is_given_when_a_manager_there_has_approved_it(mash, keeper, signed_in):
    manager, screener = make.actor("mash_manager", of=mash), make.actor("mash_screener", of=mash)
    invitation = invited(keeper, mash)
    assert (invitation.needs_second, mails()) == (True, [])
    assert told(manager) == ["A role in your service waits for a second person: Nia New, MASH screener"]
    assert told(screener) == ["Nia New was invited to a role in your team: MASH screener"]
    browser = signed_in(manager)
    assert "Approve a role: Nia New" in browser.get("/today/").content.decode()
    assert "Nia New: MASH screener" in browser.get("/staff/approvals/").content.decode()
    assert browser.post(f"/staff/approvals/{invitation.pk}/approve/").status_code == 302
    assert join().status_code == 302
    assert Membership.objects.get(user__email="new@example.org").role_id == "mash_screener"
    assert told(screener)[-1] == "Nia New joined MASH: MASH screener"


def test_the_mash_hears_who_joins_another_team_in_a_role_that_works_in_the_mash(mash, keeper, signed_in):
    manager, office = make.actor("mash_manager", of=mash), make.team("Partnership office")
    invitation = invited(keeper, office)
    assert signed_in(manager).post(f"/staff/approvals/{invitation.pk}/approve/").status_code == 302
    assert join().status_code == 302
    assert told(manager)[-1] == "Nia New joined Partnership office: MASH screener"


def test_refused_it_opens_nothing_and_whoever_invited_reads_why(mash, keeper, signed_in):
    manager = make.actor("mash_manager", of=mash)
    invitation = invited(keeper, mash)
    browser = signed_in(manager)
    where = f"/staff/approvals/{invitation.pk}/refuse/"
    assert "Enter the reason" in browser.post(where, {"why": ""}).content.decode()
    assert browser.post(where, {"why": "Nobody of that name works with us"}).status_code == 302
    assert told(keeper)[-1] == "The role of Nia New was not approved: Nobody of that name works with us"
    browser.post(f"/staff/approvals/{invitation.pk}/approve/")
    assert mails() == []


@pytest.mark.parametrize(
    ("role", "service"),
    [
        ("mash_manager", "front_door"),
        ("emergency_duty", "emergency_duty"),
        ("designated_officer", "lado"),
        ("prevent_lead", "prevent"),
        ("receiving_worker", "specialist"),
        ("social_worker", "lado"),
        ("wall_screen", ""),
        ("data_officer", ""),
        ("head_of_service", ""),
        ("business_manager", ""),
        ("information_governance", ""),
    ],
)
def test_these_posts_need_a_second_person(db, keeper, role, service):
    team = make.team(service=service)
    assert invited(keeper, team, role).needs_second
    assert mails() == []


@pytest.mark.parametrize("role", ["social_worker", "dsl", "tier2_coordinator"])
def test_others_need_none(keeper, role):
    assert not invited(keeper, make.team(), role).needs_second
    assert len(mails()) == 1


def test_nobody_outside_the_service_approves_and_none_under_two_names(mash, keeper):
    own = make.actor("mash_manager", of=mash, user=keeper.membership.user)
    invitee = make.actor("mash_manager", of=mash)
    type(invitee.membership.user).objects.filter(pk=invitee.membership.user_id).update(email="ne.w+second@example.org")
    elsewhere, screener = make.actor("mash_manager"), make.actor("mash_screener", of=mash)
    there = make.actor("mash_manager", of=mash)
    invitation = invited(keeper, mash)
    answers = {}
    for name, who in {
        "self": own,
        "alias": invitee,
        "elsewhere": elsewhere,
        "screener": screener,
        "there": there,
    }.items():
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select access.may_second(%s)", [invitation.pk])
            answers[name] = cursor.fetchone()[0]
    assert answers == {"self": False, "alias": False, "elsewhere": False, "screener": False, "there": True}


def test_where_the_service_has_nobody_yet_its_head_approves(keeper):
    team, head = make.team("Officers", service="lado"), make.actor("head_of_service")
    invitation = invited(keeper, team, "designated_officer")
    assert told(head) == ["A role in your service waits for a second person: Nia New, Designated officer (LADO)"]
    with acting_as(head), connection.cursor() as cursor:
        cursor.execute("select access.may_second(%s)", [invitation.pk])
        assert cursor.fetchone()[0]
        make.actor("designated_officer", of=team)
        cursor.execute("select access.may_second(%s)", [invitation.pk])
        assert not cursor.fetchone()[0]


def may_second(invitation, *actors) -> list[bool]:
    answers = []
    for who in actors:
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select access.may_second(%s)", [invitation.pk])
            answers.append(cursor.fetchone()[0])
    return answers


@pytest.mark.parametrize(
    ("role", "service", "seconder"),
    [
        ("mash_manager", "front_door", "mash_manager"),
        ("mash_screener", "front_door", "mash_manager"),
        ("designated_officer", "lado", "designated_officer"),
        ("emergency_duty", "emergency_duty", "emergency_duty"),
        ("prevent_lead", "prevent", "prevent_lead"),
    ],
)
def test_a_role_placed_in_another_team_still_needs_the_word_of_its_own_service(keeper, role, service, seconder):
    of_service = make.actor(seconder, of=make.team(service=service))
    head, elsewhere = make.actor("head_of_service"), make.team("Another team")
    invitation = invited(keeper, elsewhere, role)
    assert (invitation.needs_second, told(head)) == (True, [])
    assert told(of_service)[-1].startswith("A role in your service waits for a second person: Nia New")
    assert may_second(invitation, head, of_service) == [False, True]


def test_a_team_named_to_receive_a_service_lends_it_no_second_person(keeper, mash):
    manager, head, office = make.actor("mash_manager", of=mash), make.actor("head_of_service"), make.team("Office")
    with acting_as(keeper) as by:
        teams.name_receiver(service=mash.services.get(), team=office, by=by, at=timezone.now())
    with acting_as(manager) as by:
        (change,) = service_teams.waiting_for(by)
        service_teams.second(change=change, by=by, at=timezone.now())
    assert may_second(invited(keeper, office, "mash_manager"), head, manager) == [False, True]


def test_a_duty_worker_gives_no_word_on_a_manager_of_the_mash(keeper, mash):
    manager, worker = make.actor("mash_manager", of=mash), make.actor("emergency_duty", of=make.team("Nights"))
    assert may_second(invited(keeper, worker.membership.team, "mash_manager"), worker, manager) == [False, True]


def test_a_role_of_one_service_is_not_given_in_the_team_of_another(keeper, mash):
    officers = make.team("Officers", service="lado")
    with pytest.raises(joining.WorksInAnotherService):
        invited(keeper, officers, "mash_manager")
    assert invited(keeper, mash, "mash_manager").needs_second
    mash.services.create(area=mash.area, service="emergency_duty")
    assert invited(keeper, mash, "emergency_duty").needs_second


@pytest.mark.parametrize("typed", ["{0}", "{0}+duty@example.org", "Person.{1}@example.org", '"{0}"@example.org'])
def test_aliases_of_ones_own_address_are_one_person(keeper, typed):
    mine = keeper.membership.user.email
    local = mine.split("@")[0]
    email = typed.format(mine if "@" not in typed else local, local.removeprefix("person")).upper()
    with pytest.raises(joining.InvitingOneself):
        invited(keeper, make.team(), "social_worker", email)


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u2060", "\ufe0f", "\u200d", "\u00df"])
def test_an_address_that_mail_would_bring_to_another_mailbox_is_nobodys(mash, keeper, sign):
    local, domain = keeper.membership.user.email.split("@")
    with pytest.raises(joining.NotAPlainAddress):
        invited(keeper, make.team(), "social_worker", f"{local}@{domain[0]}{sign}{domain[1:]}")
    manager, at = make.actor("mash_manager", of=mash), timezone.now()
    mash.services.create(area=mash.area, service="emergency_duty")
    mine = f"{manager.membership.user.email}{sign}"
    with acting_as(manager), pytest.raises(shifts.NobodyIsLetIn):
        shifts.let_in(shift=shifts.Shift(mine, "Me", "Nobody else", at + timedelta(hours=8)), by=manager, at=at)


def test_an_administrator_gives_no_role_in_casework_by_the_page_or_past_it(db, signed_in):
    administrator, team = make.actor("system_administrator"), make.team()
    page = signed_in(administrator).get("/staff/invite/").content.decode()
    assert set(re.findall(r'<option value="([a-z_0-9]+)"', page)) & {role.value for role in Role} == {
        "business_manager",
        "link_governor",
        "policy_officer",
        "prevent_education_officer",
        "system_administrator",
        "training_administrator",
    }
    for role in ("mash_screener", "social_worker", "dsl", "information_governance", "head_of_service"):
        with (
            acting_as(administrator),
            pytest.raises(DatabaseError, match="role"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select access.invite('a@b.org', 'A', %s, %s, '', 'd', now(), null)", [team.pk, role])


def test_an_administrators_accomplice_gives_no_post_before_the_head_has_approved_theirs(db):
    administrator, team, head = make.actor("system_administrator"), make.team("Office"), make.actor("head_of_service")
    invitation = invited(administrator, team, "business_manager")
    assert (invitation.needs_second, mails()) == (True, [])
    assert told(head) == ["A role in your service waits for a second person: Nia New, Partnership business manager"]
    for who, may in ((administrator, False), (head, True)):
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select access.may_second(%s)", [invitation.pk])
            assert cursor.fetchone()[0] is may


def test_a_role_outside_casework_reads_no_record(db):
    reads = {
        P.CASE_READ,
        P.PERSON_READ,
        P.PERSON_SEARCH,
        P.CONTACT_MAKE,
        P.REQUEST_ANSWER,
        P.LOOKS_READ,
        P.GLASS_REVIEW,
        P.BREAK_GLASS,
    }
    assert [
        role for role, says in ROLES.items() if not says.casework and (says.permissions & reads or says.oversight)
    ] == []


def test_a_manager_lets_a_locum_in_for_one_shift_and_the_head_is_told(db, signed_in):
    mash = make.team("MASH", service="front_door")
    duty = make.team("Emergency duty", service="emergency_duty")
    manager, head, worker = (
        make.actor("mash_manager", of=mash),
        make.actor("head_of_service"),
        make.actor("emergency_duty", of=duty),
    )
    browser = signed_in(manager)
    token = re.search(r'name="idempotency" value="([^"]+)"', browser.get("/staff/shift/").content.decode())[1]
    ends = timezone.localtime() + timedelta(hours=9)
    sent = {
        "email": "new@example.org",
        "name": "Lou Locum",
        "ends_0": f"{ends:%H}",
        "ends_1": f"{ends:%M}",
        "ends": f"{ends:%H:%M}",
        "why": "The night worker is ill; the agency sent the registration",
        "idempotency": token,
    }
    late = timezone.localtime() + timedelta(hours=17)
    refused = browser.post("/staff/shift/", sent | {"ends": f"{late:%H:%M}"}).content.decode()
    assert "a shift lasts at most 16 hours" in refused
    assert "Nobody was let in" not in refused
    assert [browser.post("/staff/shift/", sent).status_code for _ in range(2)] == [302, 302]
    earlier = timezone.localtime() + timedelta(hours=4)
    for other in ({"name": "Lee Locum"}, {"why": "Because"}, {"ends": f"{earlier:%H:%M}"}, {"email": "o@example.org"}):
        assert browser.post("/staff/shift/", sent | other).status_code == 409
    assert len(mails()) == 1
    for who in (head, worker):
        assert told(who)[-1].startswith("Lou Locum is let into emergency duty for one shift, until")
    join()
    post = Membership.objects.get(user__email="new@example.org")
    assert (post.role_id, post.team_id) == ("emergency_duty", duty.pk)
    assert timedelta(hours=8) < post.shift_ends_at - timezone.now() <= timedelta(hours=9)
    with acting_as(post):
        pass


def test_a_shift_ends_by_itself(transactional_db, owner_connection):
    post = make.membership("emergency_duty")
    owner_connection.execute(
        "update organisations_membership set shift_ends_at = clock_timestamp() + interval '1 hour' where id = %s",
        [post.pk],
    )
    with acting_as(actor_of(post)):
        pass
    owner_connection.execute("alter table organisations_membership disable trigger post_guard")
    owner_connection.execute(
        "update organisations_membership set shift_ends_at = clock_timestamp() where id = %s", [post.pk]
    )
    with pytest.raises(NotAnActor), acting_as(actor_of(post)):
        pass
    assert post not in Membership.objects.in_force(timezone.localdate())  # nor named as a reader of a restricted record


@pytest.mark.parametrize(
    "wrong", [{"ends_at": timedelta(hours=17)}, {"ends_at": timedelta(hours=-1)}, {"why": " "}, {"email": "self"}]
)
def test_nobody_is_let_in_for_longer_without_a_reason_or_by_themselves(db, wrong):
    make.team("Emergency duty", service="emergency_duty")
    manager = make.actor("mash_manager")
    email = manager.membership.user.email if wrong.get("email") else "new@example.org"
    ends_at = timezone.now() + wrong.get("ends_at", timedelta(hours=8))
    wanted = shifts.Shift(email, "Lou Locum", wrong.get("why", "The night worker is ill"), ends_at, uuid4())
    with acting_as(manager), pytest.raises(shifts.NobodyIsLetIn):
        shifts.let_in(shift=wanted, by=manager, at=timezone.now())


NEEDED_ON_A_SHIFT = [role for role in Role if ROLES[role].covers_shifts]


def test_roles_that_may_cover_a_shift_do_casework_and_none_of_them_is_a_compartments_or_a_screens():
    assert {role.value for role in NEEDED_ON_A_SHIFT} == {
        "mash_screener",
        "mash_manager",
        "emergency_duty",
        "tier2_coordinator",
        "early_help_manager",
        "social_worker",
        "social_care_manager",
        "receiving_worker",
    }


@pytest.mark.parametrize("role", NEEDED_ON_A_SHIFT)
def test_whoever_does_casework_of_the_council_may_cover_a_shift(db, role):
    make.team("Emergency duty", service="emergency_duty")
    manager, other = make.actor("mash_manager"), make.membership(role)
    wanted = shifts.Shift(other.user.email, "Lo Cum", "Illness", timezone.now() + timedelta(hours=8), uuid4())
    with acting_as(manager):
        assert shifts.let_in(shift=wanted, by=manager, at=timezone.now()).role_id == "emergency_duty"


@pytest.mark.parametrize("role", [role for role in Role if role not in NEEDED_ON_A_SHIFT])
def test_sg_20_nobody_is_let_in_whose_role_a_shift_does_not_need(db, role):
    make.team("Emergency duty", service="emergency_duty")
    manager, other = make.actor("mash_manager"), make.membership(role)
    first, at = other.user.email.split("@")
    for email in (other.user.email, f"{first}+night@{at}".upper()):
        wanted = shifts.Shift(email, "Lo Cum", "The night worker is ill", timezone.now() + timedelta(hours=8), uuid4())
        with acting_as(manager), pytest.raises(shifts.NobodyIsLetIn):
            shifts.let_in(shift=wanted, by=manager, at=timezone.now())


def test_only_a_manager_lets_anyone_in(db):
    make.team("Emergency duty", service="emergency_duty")
    for role in ("mash_screener", "emergency_duty", "business_manager", "system_administrator"):
        wanted = shifts.Shift("new@example.org", "Lou Locum", "Because", timezone.now() + timedelta(hours=8), uuid4())
        by = make.actor(role)
        with acting_as(by), pytest.raises(shifts.NobodyIsLetIn):
            shifts.let_in(shift=wanted, by=by, at=timezone.now())
