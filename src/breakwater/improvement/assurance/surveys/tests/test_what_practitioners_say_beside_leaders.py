"""The survey of a round: opened by whoever runs it, answered once and anonymously, shown beside leaders' grades once it is closed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.audits import lookup as audits
from breakwater.improvement.assurance.models import PractitionerSurvey, SurveyCount, SurveyTaken
from breakwater.improvement.assurance.surveys import lookup, operations, statements
from breakwater.improvement.assurance.surveys.results import Share
from breakwater.partnership.organisations.access import ROLES, Permission, acting_as, allows
from breakwater_dev.testing import audits as told
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import School

TODAY = london_date(timezone.now())
STANDARDS = list(statements.OF_BANKS[told.AGENCIES])


@pytest.fixture
def keeper(db):
    return told.a_keeper()


@pytest.fixture
def trust(db):
    return make.team("Safeguarding", of=make.organisation("Harbour Trust", "HEALTH"))


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def page(client, view: str, *args, **said) -> str:
    at = reverse(f"assurance:{view}", args=args)
    answer = client.post(at, said, follow=True) if said else client.get(at, follow=True)
    assert answer.status_code == 200, (view, answer.status_code)
    return words_of(answer)


def day(name: str, on) -> dict:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def alike(code: str, **others: str) -> dict[str, str]:
    """Every statement answered alike but these."""
    return dict.fromkeys(STANDARDS, code) | others


def test_a_survey_is_opened_answered_once_and_read_beside_the_grades_once_it_is_closed(signed_in, keeper, trust):
    lead = make.actor("agency_professional", of=trust)
    practitioners = [make.actor("social_worker", of=trust) for _ in range(11)]
    part = told.launched(keeper, bank=told.AGENCIES)
    ours, one = signed_in(keeper), practitioners.pop()
    assert "Enter the last day" in page(ours, "round_survey", part.public_id, **{"idempotency": str(uuid4())})
    said = {"idempotency": str(uuid4())} | day("closes_on", TODAY + timedelta(days=14))
    for _ in range(2):  # sent twice is one
        assert "Results are shown once it is closed" in page(ours, "round_survey", part.public_id, **said)
    survey = PractitionerSurvey.objects.get()

    theirs = signed_in(one)
    assert "Practitioner survey: is it so where you work?" in words_of(theirs.get(reverse("web:today")))
    assert "To answer" in page(theirs, "surveys")
    half = {"policies": "AGREE"}
    assert "Choose an answer: I know who leads" in page(theirs, "survey_answer", survey.public_id, **half)
    whole = alike("AGREE", referral="RARELY", learning="UNSURE")
    assert "Your answers are added" in page(theirs, "survey_answer", survey.public_id, **whole)
    again = theirs.post(reverse("assurance:survey_answer", args=[survey.public_id]), whole, follow=True)
    assert "Each person answers once" in words_of(again)
    assert "is it so where you work" not in words_of(theirs.get(reverse("web:today")))
    for actor in practitioners:
        with acting_as(actor) as by:
            operations.answer(survey, whole, by=by, at=timezone.now())
    with acting_as(lead) as by:
        answers = alike("AGREE", referral="AGREE", learning="UNSURE")
        operations.answer(survey, answers, by=by, at=timezone.now())
        with pytest.raises(operations.NotWhole), acting_as(make.actor("link_manager", of=trust)) as other:
            operations.answer(survey, half, by=other, at=timezone.now())

    with acting_as(keeper):
        member = audits.MEMBERS.get(organisation=trust.organisation, round_area=part)
    told.returned(School(trust.organisation, trust, lead), keeper, member)
    open_still = page(ours, "findings", part.public_id)
    assert "The practitioner survey is open until" in open_still
    assert "Practitioners who agree" not in open_still
    closed = words_of(ours.post(reverse("assurance:survey_close", args=[survey.public_id]), follow=True))
    assert "Practitioners who agree" in closed
    of_policies = closed[closed.index(statements.OF_BANKS[told.AGENCIES]["policies"]) :]
    assert "Too few to show All but fewer than 5 of 12 –" in of_policies  # one return: no grade of leaders
    of_referral = closed[closed.index(statements.OF_BANKS[told.AGENCIES]["referral"]) :]
    assert "Fewer than 5 of 12" in of_referral.split("–")[0]
    with pytest.raises(operations.NotYours), acting_as(lead) as by:
        operations.answer(survey, whole, by=by, at=timezone.now())


def test_whose_an_answer_was_is_kept_nowhere_and_nobody_reads_the_counts_by_themselves(keeper, trust):
    one, other = make.actor("social_worker", of=trust), make.actor("social_worker", of=trust)
    make.actor("agency_professional", of=trust)
    school = make.actor("social_worker", of=make.team(of=make.organisation("Not in the round", "SCHOOL")))
    part = told.launched(keeper, bank=told.AGENCIES)
    with acting_as(keeper) as by:
        closes_on = TODAY + timedelta(days=14)
        survey = operations.open_survey(part, closes_on=closes_on, key=uuid4(), by=by, at=timezone.now())
        with pytest.raises(operations.OpenedAlready):
            operations.open_survey(part, closes_on=closes_on, key=uuid4(), by=by, at=timezone.now())
    with acting_as(one) as by:
        operations.answer(survey, alike("DISAGREE"), by=by, at=timezone.now())
    for who, what in ((keeper, 0), (other, 0), (one, 1)):
        with acting_as(who):
            assert SurveyTaken.objects.count() == what
            with connection.cursor() as cursor:
                cursor.execute("select has_table_privilege('assurance_surveycount', 'select'), current_user")
                assert cursor.fetchone()[0] is False
                cursor.execute("select * from access.survey_counts(%s)", [survey.pk])
                assert cursor.fetchall() == []  # while it is open, to nobody
    with acting_as(school):
        assert lookup.answered() == {}
    kept = {field.name for field in SurveyCount._meta.get_fields()}
    assert kept == {"id", "survey", "standard", "answer", "number"}
    with acting_as(keeper) as by:
        operations.close(survey, by=by, at=timezone.now())
    with acting_as(one):
        assert not SurveyTaken.objects.exists()


@pytest.mark.parametrize(
    ("yes", "of", "words", "is_under_half"),
    [
        (9, 9, "Too few to show", False),
        (10, 10, "All but fewer than 5 of 10", False),
        (6, 10, "All but fewer than 5 of 10", False),
        (5, 10, "50% of 10", False),
        (4, 10, "Fewer than 5 of 10", True),
        (5, 14, "36% of 14", True),
        (0, 12, "Fewer than 5 of 12", True),
    ],
)
def test_no_share_tells_of_fewer_than_five(yes, of, words, is_under_half):
    share = Share(yes, of)
    assert (share.in_words, share.is_under_half) == (words, is_under_half)


def test_statements_answers_and_roles_are_those_of_the_banks_the_file_and_the_matrix(db):
    for key, words in statements.OF_BANKS.items():
        bank = bank_of(self_assessments.edition_now(key))
        assert list(words) == [section.key for section in bank.sections]
    with connection.cursor() as cursor:
        cursor.execute("select proname, prosrc from pg_proc where proname in ('surveys_to_answer', 'answer_survey')")
        written = dict(cursor.fetchall())
    roles = set(re.findall(r"'(\w+)'", re.search(r"p\.role in \(([^)]*)\)", written["surveys_to_answer"])[1]))
    assert roles == {role.value for role in ROLES if allows(role.value, Permission.SURVEY_ANSWER)}
    assert set(re.findall(r"'([A-Z]+)'", written["answer_survey"])) == set(statements.ANSWERS)
