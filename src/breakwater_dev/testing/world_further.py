"""What else hangs from one child's records in the small world: discussions, disagreements, restrictions, what was passed on."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.casework.actions import operations as actions
from breakwater.casework.actions.models import TrackedAction
from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.models import Escalation
from breakwater.casework.escalations.registry import matter_of
from breakwater.casework.models import Lock, SealedItem, SelfAssessment
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.sealed_items import operations as sealed
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team
from breakwater.partnership.people.models import ListRow, Person
from breakwater.practice.early_help.advice import operations as advice
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.closing import moving, open_tasks
from breakwater.practice.early_help.closing import operations as closing
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.family_links.operations import copies as family
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Advice, Episode
from breakwater.practice.early_help.plans import operations as plans
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.models import (
    Contact,
    Passing,
    Receipt,
    SampleItem,
    SocialCareChild,
    Strategy,
    StrategyAction,
    StrategyAttendee,
)
from breakwater.practice.front_door.other_authorities import operations as boundary
from breakwater.practice.front_door.other_authorities.parcel import told_beside
from breakwater.practice.front_door.oversight import operations as oversight
from breakwater.practice.front_door.social_care_list.operations import lists
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import lists as lists_made
from breakwater_dev.testing import self_assessments
from breakwater_dev.testing.mash import make_ready

WHY = " ".join(["The boy has lived with his aunt over the boundary since the summer and she is safe to ring"] * 2)
LIST = "as_at,child_id,forename,surname,date_of_birth,status,since,worker,team,phone"


def strategy_of(contact: Contact, by: Actor) -> tuple[Strategy, StrategyAttendee, StrategyAction]:
    """A discussion called about the contact, someone of the police at its table, and an action that waits."""
    now = timezone.now()
    with acting_as(by):
        made = discussions.call(
            contact,
            discussions.DiscussionFacts(
                concern="A bruise on a baby",
                is_immediate=False,
                planned_for=now + timedelta(hours=2),
                how="CALL",
                asked=[discussions.Asked("POLICE", "An officer, public protection")],
            ),
            key=uuid4(),
            by=by,
            at=now,
        )
        said = discussions.say(
            attendee=made.attendees.select_related("case", "strategy__case").get(),
            was_there=True,
            knows="Called to the address twice in June",
            by=by,
            at=now,
        )
        said.case = made.case  # what an address is asked for by, later, as nobody
        action = discussions.add_action(
            strategy=made,
            what="See the child on the ward",
            who="The duty social worker",
            due_at=now + timedelta(days=1),
            key=uuid4(),
            by=by,
            at=now,
        )
        return made, said, action


def advice_on(episode: Episode, by: Actor) -> Advice:
    """Advice of a critical friend to whoever leads, with a day to look again. Asked within `acting_as(by)`."""
    return advice.advise(
        episode,
        advice.AdviceFacts(
            asked_by="A teacher who leads",
            question="They missed two meetings. What now?",
            advice="Ring the grandmother whom he trusts",
            why="It helped in spring",
            themes=["STUCK", "MEETINGS"],
            next_step="MEET",
            who_does_what="The teacher rings on Friday",
            sure="FAIRLY",
        ),
        by=by,
        at=timezone.now(),
        key=uuid4(),
    )


def self_assessment_of(team: Team, asker: Actor) -> SelfAssessment:
    """The school answers a statement, and shares what it has with the team that asked."""
    school = self_assessments.School(team.organisation, team, make.actor("dsl", of=team))
    self_assessments.asked(asker, school)
    made = self_assessments.begun(school)
    with acting_as(school.lead) as by:
        self_assessments.first_answered(made, by)
        for one in self_assessments.asking.waiting_for(team):
            self_assessments.operations.share(one, made, by=by, at=timezone.now())
    return made


def end_strategy(made: Strategy, by: Actor) -> None:
    with acting_as(by):
        discussions.not_held(strategy=made, because="The paediatrician knows the mark", by=by, at=timezone.now())
        made.refresh_from_db()
        made.case.refresh_from_db()


def disagreement_of(receipt: Receipt, sender: Membership) -> Escalation:
    """Whoever told us disagrees with what was done."""
    with acting_as(actor_of(sender)) as by:
        return escalations.raise_disagreement(
            about=matter_of(receipt.reference, by),
            theme="DELAY",
            issue="Nobody has seen her for a week",
            wanted="A visit before Friday",
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )


def asked_of(school: Team, link: Team) -> TrackedAction:
    """What the link team asked a school to do. It is about no child."""
    setter = make.membership("link_manager", of=link)
    with acting_as(actor_of(setter)) as by:
        return actions.propose(
            actions.ActionFacts(
                because="The visit found no record of lunchtime concerns",
                wording="Train each midday supervisor to record a concern",
                measure="A register of 12 names",
                priority="2",
                due_on=timezone.localdate() + timedelta(days=60),
            ),
            origin=actions.Origin("VISIT"),
            owners=[school],
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )


def end_disagreement(made: Escalation, sender: Membership) -> None:
    with acting_as(actor_of(sender)) as by:
        escalations.settle(
            escalation=made,
            outcome="WITHDRAWN",
            resolution="She was seen on Monday",
            learning="",
            by=by,
            at=timezone.now(),
        )
        made.case.refresh_from_db()


def passed_on(contact: Contact, by: Actor) -> Passing:
    """The contact, passed to an authority that is not of this installation."""
    make_ready(contact, by=by)
    with acting_as(by):
        now = timezone.now()
        return boundary.pass_on(
            contact,
            boundary.PassingFacts(
                to_area=None,
                to_name="Farshire",
                basis="LIVES",
                rationale=WHY,
                checked_by_hand=True,
                words_for_sender="The authority where he lives has it",
            ),
            beside=told_beside(contact, at=now),
            by=by,
            at=now,
        )


def end_passing(made: Passing, by: Actor) -> None:
    with acting_as(by):
        boundary.record_receipt(passing=made, reference="F-1", worker="A. Sample", by=by, at=timezone.now())
        made.contact.refresh_from_db()


def sealed_in(contact: Contact, by: Actor) -> SealedItem:
    """What those who decide for the contact's team alone may know."""
    with acting_as(by):
        return sealed.keep(
            sealed.Place(holder=contact.case.responsible_team, area=contact.case.area, case=contact.case),
            sealed.SealedFacts(kind="POLICE", words="An operation is under way", circle="DECIDERS"),
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )


def lock_of(person: Person, team: Team, by: Actor, approver: Membership) -> Lock:
    """A restriction of the child that was asked for and waits for its approver."""
    readers = [make.membership("mash_manager", of=team), make.membership("mash_manager", of=team)]
    with acting_as(by):
        return restricting.ask(
            wanted=restricting.Wanted(
                reason="MEDIA",
                words="Reporters have rung twice",
                readers=readers,
                approver=approver,
                review_on=timezone.localdate() + timedelta(days=90),
            ),
            area=person.area,
            people=[person],
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )


def done_at_night(contact: Contact, by: Actor) -> None:
    """What emergency duty did about the contact."""
    now = timezone.now()
    with acting_as(by):
        duty.record(
            contact,
            duty.DutyDone(
                what="VISIT", words="Seen asleep at her aunt's", still_to_do="Ring the aunt at nine", done_at=now
            ),
            key=uuid4(),
            by=by,
            at=now,
        )


def seen_differently(contact: Contact, by: Actor) -> None:
    """A manager's entry on a decided contact, and someone at the table who saw it differently."""
    now = timezone.now()
    with acting_as(by):
        oversight.enter(
            contact=contact, direction="See her this week", reflection="Third contact", key=uuid4(), by=by, at=now
        )
        oversight.dissent(
            decision=contact.decisions.get(),
            who="The police",
            words="They would have gone at once",
            key=uuid4(),
            by=by,
            at=now,
        )


def sample_of(area: Area, by: Actor) -> dict[int, SampleItem]:
    """This month's sample, drawn once it is over: what is in it by contact."""
    month = timezone.localdate().replace(day=1)
    with acting_as(by):
        drawn = oversight.draw(area=area, month=month, by=by, at=timezone.now() + timedelta(days=31))
        return {item.contact_id: item for item in drawn.items.select_related("sample", "contact__case")}


def on_social_cares_list(area: Area, children: list[Person], by: Actor) -> dict[int, SocialCareChild]:
    """This hour's list with each child on it, settled by a person: rows by the child they are about."""
    now = to_london(timezone.now())
    rows = [
        f"{now:%Y-%m-%d %H:%M},T{child.pk},{child.forename},{child.surname},2016-05-04,CIN,2026-01-05,Wren Worker,North team,01632 960002"
        for child in children
    ]
    found = {}
    with acting_as(by):
        lists.take_in_at_once(
            area=area, content="\n".join([LIST, *rows]).encode(), name="list.csv", by=by, at=timezone.now()
        )
        for child in children:
            row = SocialCareChild.objects.get(their_id=f"T{child.pk}")
            found[child.pk] = lists.settle(child=row, person=child, by=by, at=timezone.now())
    return found


def helped(episode: Episode, child: Person, by: Actor) -> dict:
    """What is written while a family is helped: agreement, assessment, plan, a meeting, and what the child may read of it."""
    now = timezone.now()
    agreements.record_agreement(
        episode,
        agreements.AgreementFacts(
            name="Jo Example",
            relation="Mother",
            answer="AGREES",
            method="PHONE",
            given_on=now.date(),
            to_assessment=True,
            words="Calmer mornings, she says",
        ),
        by=by,
        at=now,
    )
    begun = assessments.start_assessment(episode=episode, by=by, at=now)
    drawn = assessments.Drawn(begun.answers.revision, {})
    assessments.save_section(
        begun.answers,
        assessments.SectionAsTyped(section="story", cleaned={"change": "No shouting before school"}, drawn=drawn),
        by=by,
        at=now,
    )
    assessments.keep_score(
        episode, assessments.ScoreFacts(tool="A licensed tool", score="14 of 40", scored_on=now.date()), by=by, at=now
    )
    goal = plans.add_goal(
        episode, plans.GoalFacts(words="Mornings without shouting", outcomes=["5"], scores={"PARENT": 3}), by=by, at=now
    )
    action = plans.add_action(
        episode,
        plans.ActionFacts(
            goal=goal,
            words="Ring the school nurse",
            owner_kind="FAMILY",
            owner_name="Jo Example",
            due_on=now.date() + timedelta(days=10),
        ),
        by=by,
        at=now,
    )
    plans.save_plan(
        episode,
        plans.PlanFacts(contingency="Nan is rung first", review_on=now.date() + timedelta(days=40)),
        revision=0,
        by=by,
        at=now,
    )
    taf = meetings.call_family_meeting(
        episode,
        meetings.Invitation(
            kind="FIRST", starts_at=now + timedelta(days=4), place="The school library", others=[("A nurse", "Health")]
        ),
        by=by,
        at=now,
    )
    meetings.ask_by_link(taf, taf.meeting.attendance.get(), by=by, at=now)
    given = family.give_link(
        episode,
        family.LinkFacts(
            way="PAPER", reach="", is_safe=True, safe_words="Asked alone, after school", may_know_place=False
        ),
        person=child,
        by=by,
        at=now,
        key=uuid4(),
    )
    family.approve_copy(episode, family.CopyFacts(leaves_out=[]), person=child, by=by, at=now)
    family.comment(door=given.link.door, words="Mornings are calmer now", about="PLAN", goal="", key=uuid4(), at=now)
    family.write_part(door=given.link.door, words={"change": "More time with Nan"}, revision=0, send=True, at=now)
    plans.step_action(action, plans.ActionState(status="IN_PROGRESS", words="The nurse rings back"), by=by, at=now)
    return {"goal": goal, "plan_action": action, "taf": taf, "family_link": given.link, "family_part": given.link.part}


def help_ends(episode: Episode, by: Actor) -> None:
    """The family moves away, and its help ends with a record of how."""
    now = timezone.now()
    ending = closing.Ending(
        code="C7",
        words="They moved to be near Nan",
        details="Told where help is found there",
        moved_to="An area by the sea",
        onward=moving.Onward("NOBODY", informed="Nan, who asks her school"),
        confirmed=closing.mark_of(closing.still_open(episode, now)),
        tasks={task.public_id: open_tasks.ENDS for task in open_tasks.open_tasks_of(episode)},
    )
    closing.end_episode(episode=episode, ending=ending, by=by, at=now)


def on_an_agencys_list(area: Area, children: list[Person], by: Actor) -> dict[int, ListRow]:
    """A list of the council with each child on it, settled by a person: rows by the child they are about."""
    sen = lists_made.agency_list(area=area)
    rows = [lists_made.line(child.pk, child.forename, child.surname, born="04/05/2016", upn="") for child in children]
    # A meeting long over, of which the school is asked.
    version = lists_made.take(sen, *(f"{row},01/02/2026" for row in rows), head=f"{lists_made.HEAD},Next meeting")
    found = {}
    with acting_as(by):
        for child in children:
            row = ListRow.objects.get(version=version, their_id=f"S{child.pk}")
            row.state, row.person, row.why, row.decided_at, row.decided_by = "DECIDED", child, "", timezone.now(), by
            row.save(update_fields=["state", "person", "why", "decided_at", "decided_by"])
            found[child.pk] = row
    return found
