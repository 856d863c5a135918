"""Why one sees a record, who has looked (SG-19), restriction to named readers, break-glass (SG-20)."""

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import sight
from breakwater.casework.models import Case
from breakwater.foundation.models import reference
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import ROLES, Permission, acting_as
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions
from breakwater_dev.testing import factories as make


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def managers(db):
    mash = make.team("MASH", service="front_door")
    return [make.actor("mash_manager", of=mash), make.actor("mash_manager", of=mash)]


def restricted(person, readers, *, breakable=True):
    with acting_as(readers[0]):
        restrictions.restrict(
            person=person,
            readers=[one.membership for one in readers],
            reason="Threats",
            by=readers[0],
            at=timezone.now(),
            breakable=breakable,
        )


def test_why_names_the_team_and_the_case_that_give_sight(signed_in, worker, family, referral):
    case = referral()
    browser = signed_in(worker)
    page = words_of(browser.get(reverse("casework:why", args=["person", family.child.public_id])))
    assert "Your team: Assessment team" in page
    assert case.reference in page
    assert "Your team is responsible for the case" in page
    assert "Your team is responsible for the case" in words_of(
        browser.get(reverse("casework:why", args=["case", case.reference]))
    )


def test_why_says_nothing_of_what_one_may_not_see(signed_in, family, referral):
    case = referral()
    browser = signed_in(make.actor("social_worker", of=make.team("Another team")))
    for kind, key in (("person", family.child.public_id), ("case", case.reference), ("case", "x"), ("nothing", "x")):
        assert browser.get(reverse("casework:why", args=[kind, key])).status_code == 404


def test_sg_19_who_has_looked_is_for_the_manager_and_information_governance(
    signed_in, worker, family, referral, assessment
):
    case = referral()
    signed_in(worker).get(reverse("casework:case", args=[case.reference]))
    where = reverse("casework:looks_at", args=["case", case.reference])
    shown = worker.membership.user.name
    assert shown in words_of(signed_in(make.actor("early_help_manager", of=assessment)).get(where))
    assert shown in words_of(signed_in(make.actor("information_governance")).get(where))
    assert shown not in words_of(signed_in(make.actor("early_help_manager")).get(where))
    assert signed_in(worker).get(where).status_code == 403
    elsewhere = make.actor("information_governance", of=make.team("IG", in_area=make.area("850", "Hampshire")))
    assert shown not in words_of(signed_in(elsewhere).get(where))


def test_sg_19_a_look_from_a_restricted_compartment_is_never_shown(signed_in, worker, family, referral, managers):
    referral()
    other = referral(child=family.brother)
    restricted(family.brother, managers)
    signed_in(managers[0]).get(reverse("casework:case", args=[other.reference]))  # shows the mother too
    signed_in(worker).get(reverse("casework:person", args=[family.mother.public_id]))
    page = words_of(
        signed_in(make.actor("information_governance")).get(
            reverse("casework:looks_at", args=["person", family.mother.public_id])
        )
    )
    assert worker.membership.user.name in page
    assert managers[0].membership.user.name not in page


def test_the_roles_that_may_ask_who_looked_are_those_the_database_answers(db):
    asking = {role.value for role, says in ROLES.items() if Permission.LOOKS_READ in says.permissions}
    assert asking == {"mash_manager", "early_help_manager", "information_governance"}


def test_a_restricted_person_is_gone_for_all_but_the_named_readers(signed_in, worker, family, referral, managers):
    case = referral()
    browser = signed_in(managers[0])
    where = reverse("casework:restrict", args=[family.child.public_id])
    first, second = [str(manager.membership.public_id) for manager in managers]
    asked = {
        "idempotency": uuid4(),
        "whom": "one",
        "reason": "HONOUR",
        "words": "Threats",
        "first": first,
        "second": first,
        "when": "now",
        "approver": second,
        "review_on-day": "1",
        "review_on-month": "3",
        "review_on-year": str(timezone.localdate().year + 1),
    }
    assert "Choose someone else than the first reader" in words_of(browser.post(where, asked))
    done = browser.post(where, asked | {"second": second})
    assert done.url.startswith("/restricted/")
    assert browser.get(reverse("casework:person", args=[family.child.public_id])).status_code == 200
    assert browser.get(done.url).status_code == 200
    theirs = signed_in(worker)
    for name, key in (
        ("person", family.child.public_id),
        ("case", case.reference),
        ("chronology", family.child.public_id),
    ):
        assert theirs.get(reverse(f"casework:{name}", args=[key])).status_code == 404
    assert "Nobody that you may see was found" in words_of(
        theirs.post(reverse("casework:search"), {"words": "Ada Example"})
    )
    lift = f"{done.url}lift/"
    assert theirs.post(lift, {"why": "Over"}).status_code == 404
    assert signed_in(managers[1]).post(lift, {"why": "Over"}).status_code == 302
    assert theirs.get(reverse("casework:person", args=[family.child.public_id])).status_code == 200


def test_scenario_t_the_glass_opens_the_case_and_its_people_and_tells_the_readers(
    signed_in, family, referral, managers
):
    case = referral()
    restricted(family.child, managers)
    night = make.actor("emergency_duty")
    browser = signed_in(night)
    person = reverse("casework:person", args=[family.child.public_id])
    assert browser.get(person).status_code == 404
    opened = browser.post(reverse("casework:break_glass"), {"reference": case.reference, "reason": "Missing tonight"})
    assert opened.status_code == 302
    page = browser.get(opened.url)
    assert page.status_code == 200
    assert "You opened this in an emergency" in words_of(page)
    assert "There is a problem" not in words_of(page)
    assert browser.get(person).status_code == 200
    assert (
        "you opened it in an emergency"
        in words_of(browser.get(reverse("casework:why", args=["case", case.reference]))).lower()
    )
    closes = f"You opened {case.reference} in an emergency."
    assert closes in words_of(browser.get("/notifications/")), (
        "every page says so while it is open, not the first alone"
    )
    assert closes not in words_of(signed_in(night).get("/notifications/"))
    for manager in managers:
        told = Notification.objects.filter(user=manager.membership.user, reference=case.reference)
        assert [one.words for one in told] == ["A record of yours was opened in an emergency"]
        # They were promised the reason: the page they are led to says it, with who and until when.
        where = signed_in(manager).get(told[0].path)
        assert "Missing tonight" in words_of(where)
        assert night.membership.user.name in words_of(where)


def test_sg_20_the_glass_answers_alike_for_nothing_and_for_what_is_never_opened(signed_in, family, referral, managers):
    case = referral()
    restricted(family.child, managers, breakable=False)
    browser = signed_in(make.actor("emergency_duty"))
    where = reverse("casework:break_glass")
    answers = []
    for typed in (case.reference, reference("C", year=26, number=999_999)):
        answer = browser.post(where, {"reference": typed, "reason": "Missing tonight"})
        assert answer.status_code == 200
        answers.append(re.sub(r'nonce="[^"]*"|Nonce": "[^"]*"|value="[^"]*"', "", words_of(answer)))
    assert "Nothing was opened under this reference" in answers[0]
    assert answers[0] == answers[1]
    with acting_as(browser_actor(browser)):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not Person.objects.filter(pk=family.child.pk).exists()


def browser_actor(browser):
    from breakwater.partnership.organisations.access.acting import actor_of
    from breakwater.partnership.organisations.models import Membership

    return actor_of(
        Membership.objects.select_related("user", "role", "team__area").get(user_id=browser.session["_auth_user_id"])
    )


def test_the_glass_needs_a_post_that_may_break_it_a_reason_and_ones_own_area(db, family, referral, managers, worker):
    case = referral()
    restricted(family.child, managers)
    for actor, reason in (
        (make.actor("social_worker"), "Missing"),
        (make.actor("emergency_duty"), "  "),
        (make.actor("emergency_duty", of=make.team("Duty", in_area=make.area("850", "Hampshire"))), "Missing"),
    ):
        with acting_as(actor):
            assert sight.break_glass(reference=case.reference, reason=reason, by=actor, at=timezone.now()) is None
            assert not Case.objects.filter(pk=case.pk).exists()


def test_a_receipt_and_a_handover_can_be_asked_about_too(db):
    with acting_as(make.actor("mash_screener")):
        for kind in ("submission", "receipt", "handover"):
            assert sight.record_of(kind, "S-26-00000-0") is None


def test_sg_19_looks_from_a_restricted_compartment_hide_no_older_look(worker, family, referral, managers):
    case = referral()
    restricted(family.brother, managers)
    officer = make.actor("information_governance")
    looked = {"case": [case.pk]}
    for times, who, seen in ((1, worker, looked), (250, managers[0], looked | {"person": [family.brother.pk]})):
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute(
                "insert into audit_entry (actor_id, human_id, seen, changed, facts, acting_as, area, kind, verb, route, "
                "method, reason, session) select %s, %s, %s, '{}', '{}', '', '', 'read', '', '', '', '', '' "
                "from generate_series(1, %s)",
                [who.pk, who.membership.user_id, json.dumps(seen), times],
            )
    with acting_as(officer):
        looks = sight.who_looked("case", case.reference, limit=1)
    assert [look.who for look in looks] == [worker.membership.user.name]


@pytest.mark.parametrize("typed", ["Ada Example", "AdaExample", "x-1", "C-26-4F7K2-A"])
@pytest.mark.parametrize("kind", ["case", "person"])
def test_no_word_typed_to_ask_who_looked_reaches_an_address(signed_in, typed, kind):
    browser = signed_in(make.actor("information_governance"))
    asked = browser.post(reverse("casework:looks"), {"kind": kind, "key": typed})
    assert asked.status_code == 200
    assert "Enter the whole reference" in words_of(asked)
    where = reverse("casework:looks", args=[]) + f"{kind}/{typed.replace(' ', '')}/"
    assert browser.get(where).status_code == 404
