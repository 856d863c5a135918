"""Three facts for each holder of parental responsibility, and a named manager where the family is not told (FD 1.5, FD-11 to 13)."""

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.models import Task
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.contact_form.agreement_rows import agreement_rows
from breakwater.practice.front_door.contact_form.operations import agreements, lawful_basis
from breakwater.practice.front_door.models import Contact, DispensingApproval, Submission
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import CONTACT_PAGES, arrived, fill_in, front_door, words

NOT_TOLD = {
    "agreement": {
        "parent_told-r1": "no",
        "agrees_contact-r1": "not_asked",
        "agrees_help-r1": "not_asked",
        "privacy_given": "no",
    },
    "dispensing": {"reason_not_told": ["delay"], "reason_words": "They would leave with the baby"},
}


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def sender(door):
    return make.membership(
        "lead_professional", of=make.team("Health visitors", of=make.organisation("Health", "HEALTH"))
    )


@pytest.fixture
def manager(sender):
    return make.membership("lead_professional", of=make.team("Named nurses", of=sender.team.organisation))


@pytest.fixture
def desk(sender):
    return signed_in(sender)


def begun(desk, **changed) -> str:
    here = desk.post("/contacts/new/")["Location"]
    fill_in(desk, here, CONTACT_PAGES | changed)
    return here


def not_told(desk, way: dict, **changed) -> str:
    return begun(desk, agreement=NOT_TOLD["agreement"], dispensing=NOT_TOLD["dispensing"] | way, **changed)


def here_by(manager) -> dict:
    return {"approval_way": "here", "approval_manager": manager.public_id}


def tasks_of(door) -> list[str]:
    with acting_as(make.actor("mash_manager", of=door)):
        return sorted(Task.objects.values_list("title", flat=True))


def test_fd_12_agreement_is_three_facts_for_each_holder_of_parental_responsibility(desk):
    family = CONTACT_PAGES["family"] | {
        "birth_father-all": "entered",
        "family-count": "3",
        "family-1-adult_name": "Jon Fish",
        "family-1-adult_relation-all": "FTH",
        "family-1-adult_lives_with_child": "no",
        "family-1-adult_parental_responsibility-all": "yes",
        "family-2-adult_name": "Uncle Ned",
        "family-2-adult_relation-all": "UNC",
        "family-2-adult_lives_with_child": "yes",
        "family-2-adult_parental_responsibility-all": "no",
    }
    agreement = CONTACT_PAGES["agreement"] | {
        "parent_told-r2": "attempted",
        "agrees_contact-r2": "not_asked",
        "agrees_help-r2": "no",
        "agreed_how-r1": "phone",
    }
    here = begun(desk, family=family, agreement=agreement)
    desk.post(f"{here}send/")
    with acting_as(make.intake()):
        found = agreements.agreement_of(Submission.objects.select_related("answers__version__form").get())
    assert [(each.holder, each.relation, each.told, each.agrees_contact, each.agrees_help) for each in found] == [
        ("Mia Fish", "Mother", "yes", "agrees", "yes"),
        ("Jon Fish", "Father", "attempted", "not_asked", "no"),
    ]
    assert found[0].words["agreed_how"] == "By telephone"
    assert agreements.agreement_of(None) == []
    with acting_as(make.intake()):
        rows = agreement_rows(Submission.objects.select_related("answers__version__form").get())
    assert rows == [
        {
            "key": "Mia Fish, mother",
            "value": "Told of this contact. Agrees to this contact. Agrees to early help, if it is offered. Said by telephone.",
        },
        {
            "key": "Jon Fish, father",
            "value": "Not told of this contact: the referrer tried and could not reach them. Was not asked whether they agree to this contact. "
            "Does not agree to early help.",
        },
    ]
    assert agreement_rows(None) == []


def test_someone_who_was_not_told_can_neither_agree_nor_disagree(desk):
    agreement = CONTACT_PAGES["agreement"] | {"parent_told-r1": "attempted", "agrees_contact-r1": "agrees"}
    here = begun(desk, agreement=agreement)
    page = words(desk.get(f"{here}check/"))
    assert "Mia Fish was not told of this contact, and yet agrees to it" in page
    refused = desk.post(f"{here}send/")
    assert (refused.status_code, arrived()) == (422, [])
    fill_in(desk, here, {"safety": CONTACT_PAGES["safety"] | {"immediate_danger": "yes"}})
    desk.post(f"{here}send/")
    assert len(arrived()) == 1  # nothing holds up a child in danger


def test_whoever_says_why_somebody_was_not_told_reads_who_that_is(desk):
    here = begun(desk, agreement=NOT_TOLD["agreement"])
    assert "Not told of this contact: Mia Fish" in words(desk.get(f"{here}dispensing/"))


def test_fd_11_the_agencys_lawful_basis_stands_beside_the_question_of_agreement(desk, sender):
    here = begun(desk)
    assert "UK GDPR article 6(1)(e)" in words(desk.get(f"{here}agreement/"))
    assert "does not rest on it" in words(desk.get(f"{here}agreement/"))
    with acting_as(make.actor_of(sender)) as by:
        lawful_basis.choose(organisation=sender.team.organisation, basis="LEGAL_OBLIGATION", by=by, at=timezone.now())
    desk.post(f"{here}send/")
    with acting_as(make.intake()):
        assert "article 6(1)(c)" in Submission.objects.get().answers.values["lawful_basis"]


def test_where_no_manager_has_approved_it_yet_the_contact_says_so_and_whom_to_ask(desk):
    here = not_told(desk, {"approval_way": "cannot_wait", "approval_why_not": "The baby is hurt now"})
    fill_in(desk, here, {"safety": CONTACT_PAGES["safety"] | {"immediate_danger": "yes"}})
    desk.post(f"{here}send/")
    with acting_as(make.intake()):
        rows = {row["key"]: row["value"] for row in agreement_rows(Submission.objects.select_related("answers").get())}
    assert rows["Manager’s approval of that"].startswith("Nobody yet. Ask the referrer for the manager’s name.")
    assert "The baby is hurt now" in rows["Manager’s approval of that"]


def test_a_family_is_left_untold_only_with_a_managers_approval(desk, manager):
    here = not_told(desk, here_by(manager))
    refused = desk.post(f"{here}send/")
    assert refused.status_code == 422
    assert "has not answered yet" in words(refused)
    assert arrived() == []
    [asked] = Notification.objects.filter(user=manager.user)
    assert "Fish" not in asked.words
    assert "Fish" not in "".join(OutboxMessage.objects.values_list("body", flat=True))
    answering = signed_in(manager)
    assert "A contact waits for your approval" in words(answering.get("/today/"))  # it was a notification alone
    page = words(answering.get(asked.path))
    assert "They would leave with the baby" in page
    assert "Ana Fish, Ben Fish" in page
    answering.post(asked.path, {"approved": "yes", "words": "Seen and agreed"})
    assert "Approved" in words(answering.get(asked.path))
    assert "waits for your approval" not in words(answering.get("/today/"))
    sent = desk.post(f"{here}send/")
    assert sent.status_code == 302
    for back in (here, f"{here}check/", f"{here}safety/"):  # the back button said "There is no such page here for you"
        assert desk.get(back)["Location"] == sent["Location"]
    with acting_as(make.intake()):
        assert "approved that the family is not told" in Submission.objects.get().answers.values["approval_answer"]


def test_a_manager_may_refuse_and_another_may_be_asked(desk, sender, manager):
    here = not_told(desk, here_by(manager))
    signed_in(manager).post(
        Notification.objects.get(user=manager.user).path, {"approved": "no", "words": "Tell them first"}
    )
    assert "did not approve" in words(desk.post(f"{here}send/"))
    other = make.membership("lead_professional", of=sender.team)
    fill_in(desk, here, {"dispensing": NOT_TOLD["dispensing"] | here_by(other)})
    signed_in(other).post(
        Notification.objects.get(user=other.user).path, {"approved": "yes", "words": "It cannot wait"}
    )
    assert desk.post(f"{here}send/").status_code == 302


def test_the_question_is_found_by_that_manager_alone_and_answered_once(desk, door, sender, manager):
    not_told(desk, here_by(manager))
    path = Notification.objects.get(user=manager.user).path
    for post in (
        sender,
        make.membership("lead_professional", of=manager.team),
        make.membership("mash_manager", of=door),
    ):
        assert signed_in(post).get(path).status_code in (403, 404)
    answering = signed_in(manager)
    answering.post(path, {"approved": "yes", "words": "Agreed"})
    answering.post(path, {"approved": "no", "words": "Changed my mind"})
    with acting_as(make.actor_of(manager)):
        assert DispensingApproval.objects.get().state == "APPROVED"


def test_only_people_of_ones_own_organisation_are_named(desk, sender, manager, door):
    elsewhere = make.membership("lead_professional")
    here = begun(desk, agreement=NOT_TOLD["agreement"])
    page = desk.get(f"{here}dispensing/").content.decode()
    assert manager.public_id in page
    assert elsewhere.public_id not in page
    assert sender.public_id not in page.split("approval_manager")[1]


def test_a_manager_without_an_account_is_named_with_time_and_way(desk):
    day = timezone.localdate()
    here = not_told(
        desk,
        {
            "approval_way": "elsewhere",
            "approval_name": "Sam Named, matron",
            "approval_time": "09:10",
            "approval_how": "phone",
            "approval_on-day": day.day,
            "approval_on-month": day.month,
            "approval_on-year": day.year,
        },
    )
    assert desk.post(f"{here}send/").status_code == 302


def test_that_nobody_approved_is_taken_only_where_the_child_cannot_wait(desk, door):
    nobody = {"approval_way": "cannot_wait", "approval_why_not": "No one picks up"}
    here = not_told(desk, nobody)
    assert "Nothing in the form says that the child cannot wait" in words(desk.post(f"{here}send/"))
    fill_in(desk, here, {"safety": CONTACT_PAGES["safety"] | {"baby_injury": "yes"}})
    assert desk.post(f"{here}send/").status_code == 302
    assert "Ask the referrer which manager approved that the family was not told" in tasks_of(door)


def test_fd_07_a_bruised_baby_is_not_held_up_by_a_manager_who_has_not_answered(desk, door, manager):
    here = not_told(desk, here_by(manager), safety=CONTACT_PAGES["safety"] | {"baby_injury": "yes"})
    assert desk.post(f"{here}send/").status_code == 302
    signed_in(manager).post(
        Notification.objects.get(user=manager.user).path, {"approved": "yes", "words": "A medical first"}
    )
    with acting_as(make.intake()):
        [added] = Submission.objects.get().additions.all()
    assert "A medical first" in added.words


@pytest.mark.parametrize(("answer", "said"), [("yes", "approved"), ("no", "did not approve")])
def test_what_a_manager_answers_after_sending_stands_in_place_of_has_not_answered_yet(
    desk, door, manager, answer, said
):
    here = not_told(desk, here_by(manager), safety=CONTACT_PAGES["safety"] | {"baby_injury": "yes"})
    desk.post(f"{here}send/")
    reader = make.actor("mash_manager", of=door)

    def row() -> str:
        with acting_as(reader):
            rows = agreement_rows(Submission.objects.select_related("answers__version__form").get())
        return {each["key"]: each["value"] for each in rows}["Manager’s approval of that"]

    assert row().startswith("When this was sent: ")
    assert row().endswith("and has not answered yet")
    path = Notification.objects.get(user=manager.user).path
    signed_in(manager).post(path, {"approved": answer, "words": "A medical first"})
    assert f"{said} that the family is not told" in row()
    assert "A medical first" in row()
    assert "has not answered yet" not in row()


def test_tr_19_sg_26_what_a_manager_answers_after_the_contact_was_closed_joins_it(desk, door, manager):
    here = not_told(desk, here_by(manager), safety=CONTACT_PAGES["safety"] | {"baby_injury": "yes"})
    desk.post(f"{here}send/")
    readers = [make.actor("mash_manager", of=door), make.actor("mash_manager", of=door)]
    other = make.actor("mash_screener", of=door)
    with acting_as(readers[0]), connection.cursor() as cursor:
        humans = [reader.membership.user_id for reader in readers]
        for case in Contact.objects.values_list("case", flat=True):
            cursor.execute("select access.seal_row('case', %s, %s, 'a colleague', true, null)", [case, humans])
    answer = {"approved": "yes", "words": "A medical first"}
    signed_in(manager).post(Notification.objects.get(user=manager.user).path, answer)
    with acting_as(readers[1]):
        [added] = Submission.objects.get().additions.all()
    assert "A medical first" in added.words
    with acting_as(other):
        assert not Submission.objects.exists()


def test_a_child_not_yet_spoken_to_becomes_a_task_of_the_mash(desk, door):
    here = begun(desk)
    desk.post(f"{here}send/")
    assert tasks_of(door) == ["Find out what the child says and wants"]
    with acting_as(make.actor("mash_manager", of=door)):
        assert "Ben Fish" in Task.objects.get().detail


def test_fd_11_what_an_agency_chose_is_kept_and_shown_on_its_next_forms(desk, sender):
    keeper = signed_in(make.membership("business_manager"))
    agency = sender.team.organisation
    assert "nobody has chosen yet" in words(keeper.get("/contacts/lawful-bases/"))
    keeper.post("/contacts/lawful-bases/", {"organisation": agency.public_id, "basis": "VITAL"})
    assert "Vital interests" in words(keeper.get("/contacts/lawful-bases/"))
    here = desk.post("/contacts/new/")["Location"]
    assert "article 6(1)(d)" in words(desk.get(f"{here}agreement/"))
    assert desk.get("/contacts/lawful-bases/").status_code == 403
