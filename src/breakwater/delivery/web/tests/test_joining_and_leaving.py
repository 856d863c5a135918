"""Invited, joined, with a post more, and gone."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.delivery.web import joining
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import NotAnActor, acting_as
from breakwater.partnership.organisations.models import Invitation, Membership, User
from breakwater_dev.testing import factories as make


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def keeper(sign_in):
    return sign_in("business_manager")


def invite(keeper, email="new@example.org", role="dsl", team=None):
    page = keeper.get("/staff/invite/").content.decode()
    token = re.search(r'name="idempotency" value="([^"]+)"', page)[1]
    team = team or keeper.post_held.team
    return keeper.post(
        "/staff/invite/", {"email": email, "name": "Nia New", "team": team.pk, "role": role, "idempotency": token}
    )


def link():
    return re.search(r"http://[^/]+(/join/\S+)", OutboxMessage.objects.order_by("-pk").first().body)[1]


def test_an_invitation_is_opened_from_the_mailbox_and_leads_to_the_second_factor(keeper):
    assert invite(keeper).status_code == 302
    body = OutboxMessage.objects.get().body
    assert "Nia" not in body
    assert "the safeguarding system of the Portsmouth Safeguarding Children Partnership" in body
    assert f"If you have a question, ask {Invitation.objects.get().invited_by.membership.user.name}." in body
    newcomer = Client()
    page = newcomer.get(link()).content.decode()
    assert "new@example.org" in page
    answer = newcomer.post(link(), {"name": "Nia New", "password": "three odd lanterns"})
    assert answer["Location"] == "/account/second-factor/"
    assert newcomer.get("/today/")["Location"] == "/account/second-factor/"
    held = Membership.objects.get(user__email="new@example.org")
    assert (held.role_id, held.starts_on) == ("dsl", timezone.localdate())


def test_the_head_and_leads_of_a_school_see_who_is_invited_to_it_and_other_schools_do_not(keeper, sign_in):
    school, other = make.organisation("Harbour School", "SCHOOL"), make.organisation("Pier School", "SCHOOL")
    team = make.team("Safeguarding", of=school)
    head = make.membership("head_teacher", of=make.team("Leadership", of=school))
    elsewhere = make.membership("head_teacher", of=make.team("Safeguarding", of=other))
    teacher = make.membership("school_staff", of=team)
    invite(keeper, team=team)
    said = Notification.objects.filter(words=f"Nia New was invited to {team.name}: Designated safeguarding lead")
    assert [each.user for each in said] == [head.user]
    assert "Nia New was invited" in sign_in(membership=head).get("/notifications/").content.decode()
    assert not Notification.objects.filter(user__in=[elsewhere.user, teacher.user]).exists()


def test_the_link_works_once_and_is_kept_nowhere(keeper):
    invite(keeper)
    address = link()
    assert address.split("/")[2] not in str(Invitation.objects.values_list())
    Client().post(address, {"name": "Nia New", "password": "three odd lanterns"})
    again = Client().get(address)
    assert again.status_code == 410
    assert "This invitation has ended" in again.content.decode()


def test_after_a_week_or_withdrawn_it_is_worth_nothing(keeper):
    invite(keeper)
    token = link().split("/")[2]
    assert joining.open_invitation(token, at=timezone.now() + timedelta(days=6)) is not None
    assert joining.open_invitation(token, at=timezone.now() + timedelta(days=7, seconds=1)) is None
    invite(keeper, email="other@example.org")
    waiting = Invitation.objects.get(email="other@example.org")
    keeper.post(f"/staff/invitations/{waiting.pk}/withdraw/")
    assert Client().get(link()).status_code == 410


def test_a_weak_password_is_told_why(keeper):
    invite(keeper)
    page = Client().post(link(), {"name": "Nia New", "password": "short"}).content.decode()
    assert "too short" in page
    assert not User.objects.filter(email="new@example.org").exists()


def test_someone_with_an_account_signs_in_and_accepts_a_further_post(keeper, sign_in):
    screener = sign_in("mash_screener")
    invite(keeper, email=screener.post_held.user.email)
    address = link()
    assert "You have an account here already" in Client().get(address).content.decode()
    assert Client().post(address).status_code == 200
    assert screener.post_held.user.memberships.count() == 1
    assert screener.post(address)["Location"] == "/posts/"
    assert screener.post_held.user.memberships.count() == 2


def test_nobody_gives_oneself_a_post(keeper):
    page = invite(keeper, email=keeper.post_held.user.email.upper()).content.decode()
    assert "You cannot give yourself a role" in page
    assert not Invitation.objects.exists()


def test_only_an_administrator_makes_an_administrator(keeper, sign_in):
    assert "Choose" in invite(keeper, role="system_administrator").content.decode()
    assert invite(sign_in("system_administrator"), role="system_administrator").status_code == 302


def test_another_areas_team_and_posts_are_out_of_reach(keeper):
    elsewhere = make.team(in_area=make.area("850", "Hampshire"))
    assert invite(keeper, team=elsewhere).status_code == 200
    post = make.membership("dsl", of=elsewhere)
    assert keeper.get(f"/staff/posts/{post.public_id}/end/").status_code == 404
    assert post.user.name not in keeper.get("/staff/").content.decode()


def test_a_post_without_leave_to_invite_is_refused(sign_in):
    assert sign_in("mash_manager").get("/staff/").status_code == 403


def test_the_end_of_the_last_post_ends_every_sign_in(keeper, sign_in):
    leaver = sign_in("dsl")
    assert leaver.get("/me/").status_code == 200
    keeper.post(f"/staff/posts/{leaver.post_held.public_id}/end/", {"when": "now"})
    assert leaver.get("/me/")["Location"].startswith("/account/login/")
    user = User.objects.get(pk=leaver.post_held.user_id)
    assert (user.is_active, user.has_usable_password()) == (False, False)


def test_who_holds_another_post_stays(keeper, sign_in):
    leaver = sign_in("dsl")
    make.membership("social_worker", user=leaver.post_held.user)
    keeper.post(f"/staff/posts/{leaver.post_held.public_id}/end/", {"when": "now"})
    assert leaver.get("/me/").status_code == 200


def test_a_post_may_end_on_a_day_to_come(keeper, sign_in):
    leaver = sign_in("dsl")
    day = timezone.localdate() + timedelta(days=30)
    keeper.post(
        f"/staff/posts/{leaver.post_held.public_id}/end/",
        {"when": "later", "last_day-day": day.day, "last_day-month": day.month, "last_day-year": day.year},
    )
    leaver.post_held.refresh_from_db()
    assert leaver.post_held.ends_on == day
    assert leaver.get("/me/").status_code == 200


def test_someone_gone_comes_back_by_invitation(keeper, sign_in):
    leaver = sign_in("dsl")
    email = leaver.post_held.user.email
    keeper.post(f"/staff/posts/{leaver.post_held.public_id}/end/", {"when": "now"})
    invite(keeper, email=email, role="social_worker")
    Client().post(link(), {"name": "Back Again", "password": "three odd lanterns"})
    user = User.objects.get(email=email)
    assert (user.is_active, user.name) == (True, "Back Again")


def test_the_list_of_people_asks_the_database_the_same_for_one_and_for_many(keeper):
    keeper.get("/staff/")
    with CaptureQueriesContext(connection) as few:
        keeper.get("/staff/")
    for _ in range(3):
        make.membership("dsl", of=keeper.post_held.team)
    with CaptureQueriesContext(connection) as many:
        keeper.get("/staff/")
    assert len(few) == len(many)


def test_people_are_found_without_a_name_in_the_address(keeper):
    make.membership("dsl", of=keeper.post_held.team, user=User.objects.create(email="z@example.org", name="Zora Zeal"))
    page = keeper.post("/staff/", {"words": "zora"}).content.decode()
    assert "Zora Zeal" in page
    assert keeper.post_held.user.name not in page


def test_other_sign_ins_can_be_ended(db):
    post = make.membership("dsl")
    post.user.set_password("three odd lanterns")
    post.user.save()
    first, second = Client(), Client()
    for browser in (first, second):
        browser.post("/account/login/", {"login": post.user.email, "password": "three odd lanterns"})
    assert first.get("/account/sessions/").content.decode().count('data-label="Browser"') == 2
    first.post("/account/sessions/")
    assert second.get("/account/second-factor/")["Location"].startswith("/account/login/")
    assert first.get("/account/second-factor/").status_code == 200


def test_a_lost_device_is_signed_out_and_the_role_stays(keeper, db):
    post = make.membership("dsl", of=keeper.post_held.team)
    post.user.set_password("three odd lanterns")
    post.user.save()
    lost, stranger = Client(), make.membership("mash_screener", of=make.team(in_area=make.area("850", "Hampshire")))
    lost.post("/account/login/", {"login": post.user.email, "password": "three odd lanterns"})
    assert lost.get("/account/second-factor/").status_code == 200
    assert keeper.post(f"/staff/posts/{post.public_id}/sign-out/").status_code == 302
    assert lost.get("/account/second-factor/")["Location"].startswith("/account/login/")
    assert Membership.objects.in_force(timezone.localdate()).filter(pk=post.pk).exists()
    assert User.objects.get(pk=post.user_id).is_active
    with acting_as(post.actor):
        assert "signed out on every device" in Notification.objects.get(user=post.user).words
    assert keeper.post(f"/staff/posts/{stranger.public_id}/sign-out/").status_code == 404


def test_the_nightly_leaving_closes_accounts_whose_last_post_ended(db):
    post = make.membership("dsl", ends_on=timezone.localdate() - timedelta(days=1))
    stays = make.membership("dsl")
    assert joining.close_accounts_without_post(at=timezone.now()) == 1
    assert not User.objects.get(pk=post.user_id).is_active
    assert User.objects.get(pk=stays.user_id).is_active


def test_a_post_ended_now_on_the_day_it_began_holds_no_longer_and_may_be_given_again(keeper, sign_in):
    screener = make.membership("mash_screener")
    today = make.membership("dsl", of=keeper.post_held.team, user=screener.user, starts_on=timezone.localdate())
    keeper.post(f"/staff/posts/{today.public_id}/end/", {"when": "now"})
    assert list(Membership.objects.in_force(timezone.localdate()).filter(user=screener.user)) == [screener]
    with pytest.raises(NotAnActor), acting_as(today):
        pass
    assert today.public_id not in keeper.get("/staff/").content.decode()
    invite(keeper, email=screener.user.email, team=keeper.post_held.team)
    sign_in(membership=screener).post(link())
    assert Membership.objects.in_force(timezone.localdate()).filter(user=screener.user).count() == 2


def test_the_only_post_ended_on_its_first_day_ends_every_sign_in(keeper, sign_in):
    leaver = sign_in(membership=make.membership("dsl", starts_on=timezone.localdate()))
    keeper.post(f"/staff/posts/{leaver.post_held.public_id}/end/", {"when": "now"})
    assert leaver.get("/me/")["Location"].startswith("/account/login/")
    assert joining.close_accounts_without_post(at=timezone.now()) == 0


def test_an_invitation_sent_twice_goes_out_once(keeper):
    page = keeper.get("/staff/invite/").content.decode()
    token = re.search(r'name="idempotency" value="([^"]+)"', page)[1]
    sent = {
        "email": "new@example.org",
        "name": "Nia New",
        "team": keeper.post_held.team.pk,
        "role": "dsl",
        "idempotency": token,
    }
    answers = [keeper.post("/staff/invite/", sent) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/staff/")] * 2
    assert (Invitation.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_form_sent_again_for_somebody_else_says_that_it_was_sent_and_keeps_what_was_typed(keeper):
    def key_on(page) -> str:
        return re.search(r'name="idempotency"(?: value="|[^>]+>\n)([\w-]+)', page.content.decode())[1]

    token = key_on(keeper.get("/staff/invite/"))
    sent = {
        "email": "new@example.org",
        "name": "Nia New",
        "team": keeper.post_held.team.pk,
        "role": "dsl",
        "idempotency": token,
    }
    assert keeper.post("/staff/invite/", sent).status_code == 302
    other = sent | {"email": "other@example.org", "name": "Oda Other"}
    page = keeper.post("/staff/invite/", other)
    assert page.status_code == 409
    assert "You have sent this page already" in page.content.decode()
    assert "Oda Other" in page.content.decode()
    assert key_on(page) != token
    assert [one.email for one in Invitation.objects.all()] == ["new@example.org"]
    assert keeper.post("/staff/invite/", other | {"idempotency": key_on(page)}).status_code == 302
    assert Invitation.objects.filter(email="other@example.org").exists()


def test_a_role_that_sees_the_whole_area_is_not_given_in_a_school(keeper):
    school = make.team("Safeguarding", of=make.organisation("Harbour Primary", kind="SCHOOL"))
    page = invite(keeper, role="mash_screener", team=school).content.decode()
    assert "MASH screener sees the casework of the whole area. Choose a team of the council" in page
    assert not Invitation.objects.exists()
    assert invite(keeper, role="dsl", team=school).status_code == 302


def test_who_is_invited_to_a_post_is_not_invited_to_it_again_while_the_first_waits(keeper):
    invite(keeper)
    assert "They are invited to this role already, until" in invite(keeper, email="NEW@example.org").content.decode()
    assert OutboxMessage.objects.count() == 1
    keeper.post(f"/staff/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert invite(keeper).status_code == 302
