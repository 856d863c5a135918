"""What is written of radicalisation is read by the Prevent compartment alone, and is gone once the police have it (SG-12)."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.front_door.contact_form.operations import sending
from breakwater.practice.front_door.models import Contact, ReceiptLine, SpecialistConcern, Submission
from breakwater.practice.front_door.specialist import operations as specialist
from breakwater_dev.testing import factories as make

WORDS = "He shares videos of a proscribed group and says that he wants to go"
FILLED = {
    "immediate_danger": "yes",
    "worry": "Sam is much alone and stays away from lessons",
    "children": [{"child_first_name": "Sam", "child_family_name": "Example"}],
    "radicalisation_concern": "yes",
    "radicalisation_words": WORDS,
}


@pytest.fixture
def prevent(db):
    return make.membership("prevent_lead", of=make.team("Prevent", service="prevent"))


@pytest.fixture
def dsl(db):
    return make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL")))


def send(sender, **changed):
    now = timezone.now()
    with acting_as(sender) as by:
        answers = sending.begin_contact(by=by, at=now)
        Answers.objects.filter(pk=answers.pk).update(values={**answers.values, **FILLED, **changed})
        answers = sending.forms_of(by).get(pk=answers.pk)
        return sending.send_contact(answers=answers, by=by, at=now)


def held_by(post) -> list[SpecialistConcern]:
    with acting_as(post):
        return list(SpecialistConcern.objects.all())


def test_sg_12_its_words_go_to_the_compartment_and_to_no_overseer(mash, prevent, dsl):
    receipt = send(dsl)
    (concern,) = held_by(prevent)
    assert (concern.words, concern.arrived_with) == (WORDS, receipt.reference)
    assert concern.about["children"][0]["name"] == "Sam Example"
    others = [make.membership(role, of=mash) for role in ("mash_manager", "mash_screener", "emergency_duty")]
    assert [held_by(post) for post in (*others, dsl)] == [[]] * 4
    with acting_as(make.intake()):
        assert SpecialistConcern.objects.count() == 0


def test_sg_12_the_child_s_welfare_still_goes_to_the_mash_as_a_contact(mash, prevent, dsl):
    send(dsl)
    with acting_as(make.membership("mash_screener", of=mash)):
        assert Contact.objects.get().worry == FILLED["worry"]


def test_sg_12_neither_words_nor_code_stand_in_any_other_table(transactional_db, owner_connection):
    make.team("MASH", service="front_door")
    make.membership("prevent_lead", of=make.team("Compartment", service="prevent"))
    send(make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL"))))
    tables = owner_connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not in "
        "('front_door_specialistconcern', 'casework_formversion', 'organisations_rolerecord', 'organisations_membership', 'organisations_teamservice')"
    ).fetchall()
    where = "t::text ~* 'radicalis|proscribed|prevent'"
    found = [
        name
        for (name,) in tables
        if owner_connection.execute(f"select exists (select 1 from {name} t where {where})").fetchone()[0]
    ]
    assert found == []
    assert owner_connection.execute(
        f"select count(*) from front_door_specialistconcern t where {where}"
    ).fetchone() == (1,)


@pytest.mark.parametrize("said", ["yes", "no", ""])
def test_sg_12_the_answers_kept_are_alike_whatever_was_said(mash, prevent, dsl, said):
    send(dsl, radicalisation_concern=said)
    with acting_as(make.membership("mash_manager", of=mash)):
        kept = Submission.objects.get().answers
        assert set(kept.values) & {"radicalisation_concern", "radicalisation_words"} == set()
        read = json.dumps(
            [[(row.question, row.value) for row in part.rows] for part in recording.read(kept)], default=str
        )
    assert WORDS not in read


def test_sg_12_the_copy_that_the_sender_and_their_colleagues_read_does_not_hold_it(mash, prevent, dsl):
    send(dsl)
    with acting_as(dsl):
        assert ReceiptLine.objects.count() == 1
        assert "radicalisation_words" not in Answers.objects.get().values


def test_sg_12_the_compartment_is_told_without_a_word_of_it(mash, prevent, dsl):
    send(dsl)
    told = Notification.objects.get(user=prevent.user_id)
    assert (told.words, told.path, told.reference) == ("Something waits for you", "/specialist-route/", "")
    assert not [mail for mail in OutboxMessage.objects.all() if "Sam" in mail.body or "Prevent" in mail.body]


def test_sg_12_without_a_prevent_team_the_specialist_intake_is_the_compartment(mash, dsl):
    intake = make.membership("prevent_lead", of=make.team("Specialist intake", service="specialist"))
    send(dsl)
    assert len(held_by(intake)) == 1


def test_sg_12_the_words_are_gone_with_the_police_receipt_and_the_rest_stays(mash, prevent, dsl):
    send(dsl)
    (concern,) = held_by(prevent)
    now, today = timezone.now(), timezone.localdate()
    with acting_as(prevent) as by:
        with pytest.raises(specialist.NotReferredYet):
            specialist.record_receipt(concern=concern, on=today, words="", by=by, at=now)
        specialist.record_referral(
            concern=concern, on=today, police_reference="44/26", recipient="Prevent desk", by=by, at=now
        )
        with pytest.raises(specialist.WordsStillHeld):
            specialist.record_outcome(concern=concern, outcome="CLOSED", on=today, by=by, at=now)
        specialist.record_receipt(concern=concern, on=today, words="Desk sergeant", by=by, at=now)
        specialist.record_outcome(concern=concern, outcome="ADOPTED", on=today, by=by, at=now)
        kept = SpecialistConcern.objects.get()
    assert (kept.words, kept.about) == ("", {})
    assert (kept.referred_on, kept.police_reference, kept.recipient) == (today, "44/26", "Prevent desk")
    assert (kept.receipt_on, kept.receipt_words, kept.outcome) == (today, "Desk sergeant", "ADOPTED")


def test_sg_12_a_referral_recorded_after_the_words_are_gone_is_refused_in_words(mash, prevent, dsl):
    send(dsl)
    (concern,) = held_by(prevent)
    now, today = timezone.now(), timezone.localdate()
    said = {"on": today, "police_reference": "44/26", "recipient": "Prevent desk"}
    with acting_as(prevent) as by:
        specialist.record_referral(concern=concern, **said, by=by, at=now)
        specialist.record_receipt(concern=concern, on=today, words="Desk sergeant", by=by, at=now)
        specialist.record_referral(concern=concern, **said, by=by, at=now)  # sent twice: nothing to refuse
        with pytest.raises(specialist.WordsGone):
            specialist.record_referral(concern=concern, **said | {"recipient": "Another"}, by=by, at=now)
        assert SpecialistConcern.objects.get().recipient == "Prevent desk"


@pytest.mark.parametrize("changed", [{"words": "other words"}, {"about": {"sender": "x"}}])
def test_sg_12_the_database_lets_words_go_and_never_change(mash, prevent, dsl, changed):
    send(dsl)
    with acting_as(prevent), pytest.raises(DatabaseError), transaction.atomic():
        SpecialistConcern.objects.update(**changed)


@pytest.mark.parametrize("who", ["dsl", "mash_manager"])
def test_sg_12_nobody_but_the_intake_puts_anything_into_the_compartment(mash, prevent, dsl, who):
    post = dsl if who == "dsl" else make.membership(who, of=mash)
    with acting_as(post), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select access.keep_specialist_concern(%s, %s, 'p', 'S-1', now(), 'w', '{}'::jsonb)",
            [make.area().pk, prevent.team_id],
        )
    assert actor_of(post).pk


def test_sg_12_another_post_of_the_same_human_does_not_open_the_compartment(mash, prevent, dsl):
    send(dsl)
    assert held_by(make.membership("mash_manager", of=mash, user=prevent.user)) == []
