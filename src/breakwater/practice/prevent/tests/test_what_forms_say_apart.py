"""What is written of radicalisation is read by the Prevent compartment alone, and is gone once the police have it (SG-12)."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.front_door.contact_form.operations import sending
from breakwater.practice.front_door.models import Contact, ReceiptLine, Submission
from breakwater.practice.prevent.concerns import operations as specialist
from breakwater.practice.prevent.models import Referral
from breakwater.practice.prevent.referrals.operations import referring
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

WORDS = "He shares videos of a proscribed group and says that he wants to go"
FILLED = {
    "immediate_danger": "yes",
    "worry": "Sam is much alone and stays away from lessons",
    "children": [{"child_first_name": "Sam", "child_family_name": "Example"}],
    "radicalisation_concern": "yes",
    "radicalisation_words": WORDS,
}


def send(sender, **changed):
    now = timezone.now()
    with acting_as(sender) as by:
        answers = sending.begin_contact(by=by, at=now)
        Answers.objects.filter(pk=answers.pk).update(values={**answers.values, **FILLED, **changed})
        answers = sending.forms_of(by).get(pk=answers.pk)
        return sending.send_contact(answers=answers, by=by, at=now)


def held_by(post) -> list[Referral]:
    with acting_as(post):
        return list(Referral.objects.all())


def test_sg_12_its_words_go_to_the_compartment_and_to_no_overseer(mash, lead, dsl):
    receipt = send(dsl)
    (concern,) = held_by(lead)
    assert (referring.words_of(concern)["words"], concern.arrived_with) == (WORDS, receipt.reference)
    assert referring.words_of(concern)["about"]["children"][0]["name"] == "Sam Example"
    others = [make.membership(role, of=mash) for role in ("mash_manager", "mash_screener", "emergency_duty")]
    assert [held_by(post) for post in (*others, dsl)] == [[]] * 4
    with acting_as(make.intake()):
        assert Referral.objects.count() == 0


def test_sg_12_the_child_s_welfare_still_goes_to_the_mash_as_a_contact(mash, lead, dsl):
    send(dsl)
    with acting_as(make.membership("mash_screener", of=mash)):
        assert Contact.objects.get().worry == FILLED["worry"]


def test_sg_12_neither_words_nor_code_stand_in_any_other_table(transactional_db, owner_connection):
    make.team("MASH", service="front_door")
    make.membership("prevent_lead", of=make.team("Compartment", service="prevent"))
    send(make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))))
    tables = owner_connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not in "
        "('casework_bankedition', 'casework_form', 'casework_formversion', 'organisations_rolerecord', 'organisations_membership', 'organisations_teamservice', 'training_coursegroup', 'training_requirement', 'django_migrations', 'django_content_type', 'auth_permission')"
    ).fetchall()
    where = "t::text ~* 'radicalis|proscribed|prevent'"
    found = [
        name
        for (name,) in tables
        if owner_connection.execute(f"select exists (select 1 from {name} t where {where})").fetchone()[0]
    ]
    assert found == []


@pytest.mark.parametrize("said", ["yes", "no", ""])
def test_sg_12_the_answers_kept_are_alike_whatever_was_said(mash, lead, dsl, said):
    send(dsl, radicalisation_concern=said)
    with acting_as(make.membership("mash_manager", of=mash)):
        kept = Submission.objects.get().answers
        assert set(kept.values) & {"radicalisation_concern", "radicalisation_words"} == set()
        read = json.dumps(
            [[(row.question, row.value) for row in part.rows] for part in recording.read(kept)], default=str
        )
    assert WORDS not in read


def test_sg_12_the_copy_that_the_sender_and_their_colleagues_read_does_not_hold_it(mash, lead, dsl):
    send(dsl)
    with acting_as(dsl):
        assert ReceiptLine.objects.count() == 1
        assert "radicalisation_words" not in Answers.objects.get().values


def test_sg_12_the_compartment_is_told_without_a_word_of_it(mash, lead, dsl):
    send(dsl)
    told = Notification.objects.get(user=lead.user_id)
    assert (told.words, told.path, told.reference) == ("Something waits for you", "/specialist-route/", "")
    assert not [mail for mail in OutboxMessage.objects.all() if "Sam" in mail.body or "Prevent" in mail.body]


def test_sg_12_without_a_prevent_team_the_specialist_intake_is_the_compartment(mash, dsl):
    intake = make.membership("prevent_lead", of=make.team("Specialist intake", service="specialist"))
    send(dsl)
    assert len(held_by(intake)) == 1


@pytest.mark.parametrize("who", ["dsl", "mash_manager"])
def test_sg_12_nobody_but_the_intake_puts_anything_into_the_compartment(mash, lead, dsl, who):
    post = dsl if who == "dsl" else make.membership(who, of=mash)
    with acting_as(post), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select access.keep_specialist_concern(%s, %s, 'p', 'S-1', now(), 'k', 'w', '')",
            [make.area().pk, lead.team_id],
        )
    assert actor_of(post).pk


def test_sg_12_another_post_of_the_same_human_does_not_open_the_compartment(mash, lead, dsl):
    send(dsl)
    assert held_by(make.membership("mash_manager", of=mash, user=lead.user)) == []


def test_the_list_asks_as_much_for_three_as_for_one(mash, lead):
    browser = browsers.signed_in(lead)

    def asked_with(numbers) -> int:
        for number in numbers:
            specialist.keep_specialist_concern(
                area=make.area(), arrived_with=f"S-26-AAAA-{number}", words="x", about={}, at=timezone.now()
            )
        browser.get("/specialist-route/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/specialist-route/").status_code == 200
        return len(asked)

    assert asked_with([1]) == asked_with([2, 3])
