"""A multi-agency case audit: drawn by a rule, audited, read again, agreed, reported and audited again."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from breakwater.casework.actions.operations import ActionFacts
from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Case, CaseWorker, Participant, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import limits
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.assurance import leads
from breakwater.improvement.assurance.case_audits import lookup, tool
from breakwater.improvement.assurance.case_audits.jobs import tell_late
from breakwater.improvement.assurance.case_audits.operations import planning, report, returns, safety
from breakwater.improvement.assurance.case_audits.today import case_audits
from breakwater.improvement.assurance.models import AuditedCase, AuditMember, CaseReturn, SafetyConcern
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Permission, acting_as, may
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.closing import open_tasks as ended
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.decisions.operations import open_tasks as decided
from breakwater.practice.front_door.models import Outcome, StruckOrganisation
from breakwater_dev.testing import factories as make


def rows(who, model):
    with acting_as(who.membership):
        return list(model.objects.order_by("number", "pk"))


def sealed(case: Case) -> None:
    readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('case', %s, %s, 'protected', false, null)", [case.pk, readers])


def revision_of(one) -> int:
    return planning.CaseAudit.objects.values_list("revision", flat=True).get(pk=one.pk)


def sent(world, one: CaseReturn, **more) -> CaseReturn:
    """Every domain is graded, and the agency sends it."""
    who = world.dsl if one.team_id == world.dsl.membership.team_id else world.holder
    for domain in tool.read(one.tool).domains:
        facts = returns.DomainFacts("GOOD", "As recorded", "Entries of March")
        world.do(who, returns.save_domain, one, domain.key, facts, revision=0)
    facts = returns.SentFacts("GOOD", "Need was seen early", **{"at_risk": False} | more)
    return world.do(who, returns.send, one, facts, key=uuid4())


def test_the_same_seed_on_the_same_cases_draws_the_same_and_strata_take_turns(world):
    first, again, other = world.drawn(), world.drawn(), world.drawn("another seed")
    with acting_as(world.lead.membership):
        drawn = {each.pk: [row.case_id for row in lookup.cases_of(each)] for each in (first, again, other)}
        ages = Counter(row.age for row in lookup.cases_of(first))
    assert drawn[first.pk] == drawn[again.pk] != drawn[other.pk]
    assert ages == {"1-4": 2, "11-15": 2}
    assert (first.eligible, first.drawn, first.population) == (8, 4, again.population)


def test_the_lead_learns_neither_case_nor_child_and_each_agency_reads_its_own_return_alone(world):
    one = world.drawn()
    with acting_as(world.lead.membership):
        assert not Case.objects.exists()
        assert not Person.objects.exists()
        assert CaseReturn.objects.count() == 8  # of the school and of early help
        assert CaseReturn.objects.filter(is_second=True).count() == 2
    for who in (world.dsl, world.holder):
        mine = rows(who, CaseReturn)
        assert {each.team_id for each in mine} == {who.membership.team_id}
        assert len(mine) == 4
        assert rows(who, AuditedCase) == []
    with acting_as(world.dsl.membership):
        child, case = lookup.whom(CaseReturn.objects.order_by("pk").first())
    assert child.forename.startswith("Nel")
    assert case is None
    other = make.actor("business_manager")
    with acting_as(other.membership):
        assert not AuditedCase.objects.exists()
    with pytest.raises(planning.NotAtThisStage):
        world.do(world.lead, planning.draw, one, "a seed to repeat")


def test_what_is_restricted_is_left_out_by_number_and_hidden_where_that_comes_later(world):
    sealed(world.cases[0])
    one = world.drawn(number=7)
    assert (one.eligible, one.drawn, one.left_out, lookup.left_out(one)) == (7, 7, 1, "fewer than 5")
    sealed(world.cases[1])
    with acting_as(world.lead.membership):
        assert len(lookup.cases_of(one)) == 6
    assert len(rows(world.dsl, CaseReturn)) == 6
    assert world.cases[1].pk not in {each.case_id for each in rows(world.holder, CaseReturn)}


def test_an_organisation_that_is_to_hear_nothing_or_knows_nothing_of_a_case_is_not_asked(world):
    def asked(one) -> set[tuple[int, int]]:
        with acting_as(world.lead.membership):
            return set(CaseReturn.objects.filter(of__audit=one).values_list("case_id", "team_id"))

    first, second, other = world.cases[:3]
    school, help_team = world.dsl.membership.team, world.holder.membership.team
    with acting_as(world.holder.membership) as by:
        for case, organisation in ((first, school.organisation), (second, None)):
            StruckOrganisation.objects.create(case=case, organisation=organisation, since=timezone.now(), struck_by=by)
    found = asked(world.drawn(number=8))
    assert {(first.pk, help_team.pk), (second.pk, help_team.pk), (other.pk, school.pk)} <= found
    assert not {(first.pk, school.pk), (second.pk, school.pk)} & found
    child = [(world.children[2], Participant.Capacity.CHILD)]
    with acting_as(make.intake()) as by:
        contact = cases.open_case(
            kind="contact", area=make.area(), team=help_team, by=by, at=timezone.now(), people=child
        )
    assert asked(world.drawn(kinds=["contact"])) == {(contact.pk, help_team.pk)}


def test_a_child_at_risk_goes_to_the_case_holder_at_once_and_no_auditor_closes_it(world):
    world.drawn()
    one = rows(world.dsl, CaseReturn)[0]
    at = timezone.now()
    raised = world.do(world.dsl, safety.raise_concern, one, "He said he is afraid to go home", key=uuid4())
    assert raised.team == world.holder.membership.team
    assert raised.is_open
    with acting_as(world.holder.membership):
        task = Task.objects.get(pk=raised.concern.task_id)
        assert (task.owner, task.case_id) == (world.holder.membership, one.case_id)
        assert at < task.due_at < at + timedelta(days=6)
        told = Notification.objects.filter(user=world.holder.membership.user, words=safety.TOLD)
        assert [each.path for each in told] == [f"/tasks/{task.public_id}/"]
    with acting_as(world.lead.membership):
        assert not Task.objects.exists()
        assert [each.done_at for each in lookup.concerns()] == [None]
    # Whoever raised it does not close it, even where they may do the task; the case holder does.
    mine = rows(world.holder, CaseReturn)[1]
    own = world.do(world.holder, safety.raise_concern, mine, "Nobody saw her this month", key=uuid4())
    with acting_as(world.holder.membership):
        own_task = Task.objects.get(pk=own.concern.task_id)
    with pytest.raises(tasks.NotByYou):
        world.do(world.holder, tasks.do, own_task)
    # It does not end because the help does, nor because a contact is decided: somebody acts, and says how.
    with acting_as(world.holder.membership):
        assert ended.ENDS not in ended.ways_for(task, Episode(case=Case.objects.get(pk=one.case_id)))
    with pytest.raises(decided.TasksUnsettled):
        decided.chosen([task], Outcome.NO_FURTHER, {task.public_id: decided.END})
    with pytest.raises(tasks.WordsMissing):
        world.do(world.holder, tasks.do, task)
    world.do(world.holder, tasks.do, task, outcome="Seen at school today, and safe")
    # What its holder raised, and nobody else of the team is there to do, a manager of the area does.
    with acting_as(make.actor("mash_manager").membership) as by:
        assert may(by, Permission.TASK_DO, Task.objects.get(pk=own_task.pk))
        ordinary = Task(title="Call the school", team=own_task.team, case_id=own_task.case_id)
        assert not may(by, Permission.TASK_DO, ordinary)
    with acting_as(world.lead.membership):
        assert sorted(each.done_at is None for each in lookup.concerns()) == [False, True]


def test_whoever_covers_has_the_task_the_team_sees_it_and_late_it_is_told_again(world):
    one = world.drawn()
    mine = rows(world.dsl, CaseReturn)[0]
    cover = make.actor("tier2_coordinator", of=world.holder.membership.team)
    with acting_as(world.holder.membership):
        CaseWorker.objects.create(
            case_id=mine.case_id,
            membership=cover.membership,
            user=cover.membership.user,
            capacity="COVER",
            starts_at=timezone.now(),
        )
    raised = world.do(world.dsl, safety.raise_concern, mine, "Afraid to go home", key=uuid4())
    told = Notification.objects.filter(user=world.lead.membership.user, words=safety.TOLD_LEAD)
    assert told.exists()
    late = raised.concern.due_at + timedelta(hours=1)
    for who in (cover, world.holder):
        with acting_as(who.membership) as by:
            assert [each.owner_id for each in lookup.safety_tasks(by)] == [cover.membership.pk]
    # Whoever can call somebody learns whom: the lead of the audit, and the agency that saw it, which reads nothing else of the audit.
    with acting_as(world.lead.membership) as by:
        assert raised.team.in_words in case_audits(by, late).rows[0].hint
    with acting_as(world.dsl.membership) as by:
        (line,) = [
            each for each in case_audits(by, late).rows if each.href.endswith(f"/{mine.public_id}/") and each.tag
        ]
        assert raised.team.in_words in line.hint
        assert raised.team.in_words not in " ".join(each.hint for each in case_audits(by, timezone.now()).rows)
    manager = make.actor("mash_manager").membership.user
    assert [tell_late(one.area, at=at) for at in (timezone.now(), late, late)] == [0, 1, 0]
    again = set(Notification.objects.filter(words=safety.TOLD_LATE).values_list("user", flat=True))
    assert {manager.pk, cover.membership.user_id, world.holder.membership.user_id} <= again


def test_an_agency_says_at_sending_that_a_child_is_at_risk_and_sends_once(world):
    world.drawn()
    one = rows(world.dsl, CaseReturn)[0]
    facts = returns.SentFacts("GOOD", "In sum", at_risk=True, risk_words="Alone at night")
    with pytest.raises(returns.NotGraded):
        world.do(world.dsl, returns.send, one, facts, key=uuid4())
    with acting_as(world.dsl.membership):
        assert not SafetyConcern.objects.exists()
    sent(world, one, at_risk=True, risk_words="Alone at night")
    with acting_as(world.dsl.membership):
        assert SafetyConcern.objects.count() == 1
    with pytest.raises(returns.SentAlready):
        sent(world, one)
    # The same once more is sent already; a risk that is named now is not lost with it.
    again = replace(facts, overall="Need was seen early", risk_words="And now by day")
    assert world.do(world.dsl, returns.send, one, again, key=uuid4()).sent_at
    with acting_as(world.dsl.membership):
        assert SafetyConcern.objects.count() == 2


def test_a_second_reader_of_another_organisation_reads_and_the_two_are_compared(world):
    one = world.drawn()
    name = planning.name_member
    world.do(world.lead, name, one, world.reader.membership, AuditMember.Part.READER)
    world.do(world.lead, name, one, world.holder.membership, AuditMember.Part.READER)
    for each in rows(world.lead, CaseReturn):
        sent(world, each)
    used = tool.read(one.tool)
    facts = returns.SecondFacts(
        {each.key: "GOOD" for each in used.domains} | {"voice": "IMPROVE"}, "IMPROVE", "Unheard"
    )
    with acting_as(world.reader.membership) as by:
        asked = lookup.to_read_again(by)
        assert [each.is_second for each in asked] == [True, True]
    theirs = next(each for each in rows(world.reader, CaseReturn) if each.team_id == world.holder.membership.team_id)
    with pytest.raises(returns.NotIndependent):
        world.do(world.holder, returns.read_again, theirs, facts, key=uuid4())
    key = uuid4()
    for _ in range(2):
        second = world.do(world.reader, returns.read_again, asked[0], facts, key=key)
    with acting_as(world.lead.membership):
        differs = [each.title for each in lookup.compared(asked[0], second) if each.differs]
    assert differs == ["Voice and lived experience", "Overall"]
    with acting_as(world.reader.membership):
        last = lookup.RETURNS.get(pk=asked[1].pk)
    make.membership("dsl", of=last.team, user=world.reader.membership.user)  # whatever post they act in
    with pytest.raises(returns.NotIndependent):
        world.do(world.reader, returns.read_again, last, facts, key=uuid4())


def test_the_report_waits_for_the_meeting_and_the_scan_and_its_actions_and_re_audit_follow(world):
    one = world.drawn(share=10)
    for each in rows(world.lead, CaseReturn):
        sent(world, each)
    name = f"{world.children[0].forename} {world.children[0].surname}"
    with acting_as(world.lead.membership):
        named = [Person(pk=each.child_id) for each in lookup.cases_of(one)]
    drawn = {child.pk: child for child in world.children}[named[0].pk]
    name = f"{drawn.forename} {drawn.surname}"
    words = report.ReportFacts(f"{name} was seen late", "Turnover", "Joint visits", "See children alone")
    world.do(world.lead, report.write, one, words, revision=one.revision)

    def settled(looked: str = ""):
        with acting_as(world.lead.membership):
            now = revision_of(one)
        return world.do(world.lead, report.settle, one, looked, revision=now)

    with pytest.raises(report.NotAgreed):
        settled()
    for case in rows(world.lead, AuditedCase):
        facts = report.MeetingFacts("GOOD", "Agreed", "", "", london_date(timezone.now()), at_risk=False)
        world.do(world.lead, report.agree, case, facts, revision=0, key=uuid4())
    # What was agreed is changed for a reason, and what it was stays; the same form again is once.
    case, key = rows(world.lead, AuditedCase)[0], uuid4()
    again = replace(facts, grade="IMPROVE")
    with pytest.raises(report.AgreedBefore):
        world.do(world.lead, report.agree, case, again, revision=1, key=key)
    for _ in range(2):
        world.do(world.lead, report.agree, case, replace(again, because="Police sent more"), revision=1, key=key)
    with acting_as(world.lead.membership):
        agreed = list(case.agreed.order_by("pk").values_list("grade", "because", "by"))
        assert AuditedCase.objects.get(pk=case.pk).agreed_grade == "IMPROVE"
    assert agreed == [("GOOD", "", world.lead.pk), ("IMPROVE", "Police sent more", world.lead.pk)]
    with pytest.raises(report.SecondsMissing):
        settled()
    world.do(world.lead, planning.name_member, one, world.reader.membership, AuditMember.Part.READER)
    with acting_as(world.reader.membership) as by:
        asked = lookup.to_read_again(by)
    for each in asked:
        same = returns.SecondFacts({d.key: "GOOD" for d in tool.read(one.tool).domains}, "GOOD", "The same")
        world.do(world.reader, returns.read_again, each, same, key=uuid4())
    with pytest.raises(report.ReadSomebody):
        settled("It may stay")
    with acting_as(world.lead.membership):
        revision = revision_of(one)
    whole = report.ReportFacts("A child was seen late on 3 March 2026", "Turnover", "", "See children alone")
    world.do(world.lead, report.write, one, whole, revision=revision)
    with pytest.raises(report.ReadSomebody):
        settled()
    # Names cannot be tried without end: only so many versions are compared within the hour, and reading one again is no new one.
    with acting_as(world.lead.membership) as by:
        at, tried = timezone.now(), planning.CaseAudit.objects.get(pk=one.pk)
        for revision in range(1000, 1000 + limits.AN_HOUR):
            tried.revision = revision
            report.look_through(tried, at=at)
        tried.revision += 1
        assert report.look_through(tried, at=at) is None
        newer = report.write(one, whole, revision=revision_of(one), by=by, at=at)
        with pytest.raises(report.ComparedTooOften):
            report.settle(newer, "The day is of a meeting", revision=newer.revision, by=by, at=at)
    cache.clear()
    done = settled("The day is of a meeting of the partnership")
    assert done.state == "REPORTED"
    action = ActionFacts(
        "See children alone", "Train every visitor to see a child alone", "Re-audit", "3", london_date(timezone.now())
    )
    team = world.holder.membership.team
    with pytest.raises(report.ReadSomebody):
        world.do(world.lead, report.add_action, done, replace(action, measure=name), [team], key=uuid4())
    made = world.do(world.lead, report.add_action, done, action, [team], key=uuid4())
    assert (made.source, made.owner_team) == ("AUDIT", team)
    # Whoever reads what audits found in the area reads the report and nothing else of it; after six months its test is due.
    with acting_as(make.actor("head_of_service", of=make.team("Heads")).membership) as by:
        (read,) = lookup.reports_of(by.area_id_acting)
        assert (read.theme, read.many, read.recommendations) == (one.theme, "fewer than 5 cases", "See children alone")
        assert not planning.CaseAudit.objects.exists()
    with acting_as(world.dsl.membership):
        assert lookup.reports_of(world.lead.membership.team.area_id) == []
    with acting_as(world.lead.membership) as by:
        for months, due in ((5, []), (7, [done.pk])):
            assert [each.pk for each in lookup.due_again(by, months_later(london_date(timezone.now()), months))] == due
        assert "Plan the re-audit" in case_audits(by, timezone.now() + timedelta(days=200)).rows[0].text
    plan = planning.PlanFacts(
        "", "", "", "Children Act 2004", [make.area().pk], ["early_help"], ["1-4"], 4, 20, london_date(timezone.now())
    )
    again = world.do(world.lead, planning.audit_again, done, plan, key=uuid4())
    assert (again.first_id, again.tool, again.theme) == (one.pk, one.tool, one.theme)
    world.do(world.lead, planning.draw, again, "")
    with acting_as(world.lead.membership):
        again = lookup.AUDITS.get(pk=again.pk)
        assert lookup.beside(again)[-1] == ("Overall", ["8 of 8 good or better", "–"])


def test_a_report_waits_for_returns_or_a_reason_closes_them_and_never_tells_of_a_case_that_is_hidden(world):
    one = world.drawn()
    first, *others = rows(world.lead, AuditedCase)
    with acting_as(make.intake()):  # by a name that none of the others has
        Person.objects.filter(pk=others[-1].child_id).update(forename="Zebedee", surname="Quillfeather")
    facts = report.MeetingFacts("GOOD", "Agreed", "", "", london_date(timezone.now()), at_risk=False)
    for case in (first, *others):
        world.do(world.lead, report.agree, case, facts, revision=0, key=uuid4())

    def settled(**more):
        with acting_as(world.lead.membership):
            now = revision_of(one)
        return world.do(world.lead, report.settle, one, "It may stay", revision=now, **more)

    def written(findings: str):
        words = report.ReportFacts(findings, "", "", "See children alone")
        with acting_as(world.lead.membership):
            now = revision_of(one)
        world.do(world.lead, report.write, one, words, revision=now)

    written("Zebedee Quillfeather was seen late")
    sealed(Case(pk=others[-1].case_id))
    with acting_as(world.lead.membership):
        tried = planning.CaseAudit.objects.get(pk=one.pk)
        assert not [hit for hit in report.look_through(tried, at=timezone.now()) if hit.among]
    with pytest.raises(report.NamesHidden):
        settled(unsent_why="The school has closed")
    written("A child was seen late")
    with pytest.raises(report.ReturnsMissing):
        settled()
    assert settled(unsent_why="The school has closed").unsent_why == "The school has closed"
    mine = rows(world.dsl, CaseReturn)[0]
    with pytest.raises(returns.IsOver):
        sent(world, mine)
    with pytest.raises(returns.IsOver):
        world.do(world.dsl, returns.record_voice, mine, returns.VoiceFacts("CHILD", "NOT_ASKED"), key=uuid4())
    with acting_as(world.dsl.membership) as by:
        assert case_audits(by, timezone.now()) is None


def test_the_lead_is_handed_over_or_taken_over_by_a_colleague_and_a_return_is_set_aside(world):
    one = world.drawn()
    team = world.lead.membership.team
    colleague, elsewhere = (
        make.actor("business_manager", of=team),
        make.actor("business_manager", of=make.team("Other")),
    )
    clerk = make.actor("dsl", of=team)
    for who, found in ((colleague, [one.public_id]), (world.lead, []), (elsewhere, []), (clerk, [])):
        with acting_as(who.membership):
            assert [each.public_id for each in leads.of_colleagues(leads.CASE_AUDIT)] == found
            assert who is world.lead or not planning.CaseAudit.objects.exists()

    def hand(who, post):
        return world.do(who, leads.hand_over, leads.CASE_AUDIT, one, post, "On leave until May")

    for who, post in ((elsewhere, elsewhere), (colleague, elsewhere), (world.lead, world.dsl), (clerk, clerk)):
        with pytest.raises(leads.NotHandedOver):
            hand(who, post.membership)
    world.do(world.lead, planning.name_member, one, colleague.membership, AuditMember.Part.READER)
    hand(colleague, colleague.membership)
    assert Notification.objects.filter(user=world.lead.membership.user, words=leads.WORDS[leads.CASE_AUDIT][1]).exists()
    with acting_as(world.lead.membership):
        assert not AuditedCase.objects.exists()
    with acting_as(colleague.membership):
        handed = leads.handovers_of(audit=one)
        assert [(each.was, each.now, each.why) for each in handed] == [
            (world.lead.membership.user, colleague.membership.user, "On leave until May")
        ]
        assert not AuditMember.objects.filter(ended_at=None).exists()
        now = lookup.AUDITS.get(pk=one.pk)
        assert report.unsent(now) == 8
        late = CaseReturn.objects.filter(team=world.dsl.membership.team).order_by("number").first()
        assert lookup.without_account([late], london_date(timezone.now())) == set()
    world.do(colleague, returns.set_aside, late, "They answered on paper")
    with pytest.raises(returns.SetAside):
        sent(world, late)
    with acting_as(colleague.membership):
        assert report.unsent(now) == 7
    with acting_as(world.dsl.membership) as by:
        assert late.public_id not in " ".join(each.href for each in case_audits(by, timezone.now()).rows)
    world.do(colleague, returns.ask_again, late)
    assert sent(world, late).sent_at
    hand(colleague, world.lead.membership)
    with acting_as(world.lead.membership):
        assert len(lookup.cases_of(one)) == 4


def test_the_roles_of_the_functions_are_those_that_the_matrix_says(db):
    def holding(permission) -> set[str]:
        return {role for lines in PARTS.values() for role in lines.get(permission, ())}

    assert holding(Permission.CASE_AUDIT_KEEP) == {"business_manager"}
    assert holding(Permission.TRUST_READ) == {"trust_lead"}
    for kind, permission in leads.KEEP.items():
        with connection.cursor() as cursor:
            cursor.execute("select code from organisations_rolerecord where access.may_lead(%s, code)", [kind])
            assert {code for (code,) in cursor.fetchall()} == holding(permission)
