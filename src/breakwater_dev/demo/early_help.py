"""What becomes of families who take help at Tier 2: agreement, a lead professional, tasks, and an end."""

from datetime import datetime

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.closing import open_tasks
from breakwater.practice.early_help.closing import operations as closing
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater.practice.early_help.models import Agreement, Closing, Episode, Goal
from breakwater.practice.early_help.plans import operations as plans

from . import words
from .helping import Helping
from .rhythm import later

DAY = 7.5  # office hours


class EarlyHelp:
    """Goes on with an episode, from the call to the family to its closing."""

    def __init__(self, life):
        self.life = life
        self.helping = Helping(life)

    @property
    def pick(self):
        return self.life.pick

    def begins(self, told, case: int, who: str, at: datetime) -> None:
        """The episode has opened. Lately, one family in four is not reached yet."""
        self._plan_tasks(told, case, who, at)
        called = at
        if self.pick.random() < 0.75 or not self.life.is_lately(at):
            called = later(at, DAY * (0.3 + self.pick.random() * 1.2))
            self.life.queue.at(called, lambda then: self.family_answers(told, case, who, then))

    def _episode(self, case: int) -> Episode:
        return Episode.objects.select_related("case").get(case=case)

    def family_answers(self, told, case: int, who: str, at: datetime) -> None:
        parent = told.family.adults[0]
        objects = self.pick.random() < 0.08
        with acting_as(self.life.actor(who)) as by:
            agreements.record_agreement(
                self._episode(case),
                agreements.AgreementFacts(
                    person=parent,
                    name=parent.name,
                    relation="Mother" if parent.sex == "F" else "Father",
                    answer=Agreement.Answer.OBJECTS if objects else Agreement.Answer.AGREES,
                    method=self.pick.choice((Agreement.Method.PHONE, Agreement.Method.IN_PERSON)),
                    given_on=london_date(at),
                    to_assessment=not objects,
                    to_sharing=not objects,
                    shared_with="" if objects else "School and health visitor",
                    limits_explained=True,
                    words="" if objects else words.AGREED,
                ),
                by=by,
                at=at,
            )
        if objects:
            self.life.queue.at(later(at, DAY), lambda then: self.ends(told, case, who, then, words.DOES_NOT_WANT_IT))
        else:
            self.life.queue.at(
                later(at, DAY * (0.2 + self.pick.random() * 1.2)), lambda then: self.lead_asked(told, case, who, then)
            )

    def _leads(self, told) -> list:
        posts = [self.life.post(key) for key in ("lead", "lead 2", "lead 3")]
        return posts + [self.life.staff.dsl[child.team.pk] for child in told.children if child.team] * 2

    def lead_asked(self, told, case: int, who: str, at: datetime) -> None:
        lead = self.pick.choice(self._leads(told))
        with acting_as(self.life.actor(who)) as by:
            asked = leads.invite_lead(
                self._episode(case),
                leads.LeadInvitation(lead=lead, words=words.LEAD_ASKED.format(child=told.children[0].person.forename)),
                by=by,
                at=at,
            )
        answered = later(at, DAY * (0.2 + self.pick.random() * 2))
        answer = self.pick.random()
        if answer < 0.8:
            self.life.queue.at(answered, lambda then: self.lead_accepts(told, case, who, asked.pk, lead, then))
        elif answer < 0.92 or not self.life.is_lately(at):
            self.life.queue.at(answered, lambda then: self.lead_declines(told, case, who, asked.pk, lead, then))

    def lead_declines(self, told, case: int, who: str, asked: int, lead, at: datetime) -> None:
        with acting_as(lead) as by:
            handovers.decline(handover=Handover.objects.get(pk=asked), reason=words.LEAD_DECLINED, by=by, at=at)
        self.life.queue.at(later(at, DAY), lambda then: self.lead_asked(told, case, who, then))

    def lead_accepts(self, told, case: int, who: str, asked: int, lead, at: datetime) -> None:
        with acting_as(lead) as by:
            handovers.accept(handover=Handover.objects.get(pk=asked), by=by, at=at)
        self.helping.begins(told, case, lead, at)
        if self.pick.random() < 0.3:
            self.life.queue.at(
                later(at, DAY * (12 + self.pick.random() * 10)), lambda then: self.ends(told, case, who, then)
            )

    def ends(self, told, case: int, who: str, at: datetime, reason: str = "") -> None:
        """It ends well, each goal with what became of it; or because the family does not want it."""
        with acting_as(self.life.actor(who)) as by:
            episode = self._episode(case)
            if reason:
                code, risk = Closing.Code.WITHDRAWN, "School sees the children daily; nothing points to harm."
            else:
                code, reason, risk = Closing.Code.ENOUGH, self.pick.choice(words.CLOSED), ""
                for goal in Goal.objects.filter(episode=episode, state=Goal.State.OPEN):
                    plans.score_goal(
                        goal, plans.Progress(scores={"PARENT": 7, "LEAD": 7}, state=Goal.State.ACHIEVED), by=by, at=at
                    )
            ending = closing.Ending(
                code=code,
                words=reason,
                risk=risk,
                confirmed=closing.mark_of(closing.still_open(episode, at)),
                tasks={task.public_id: open_tasks.ENDS for task in open_tasks.open_tasks_of(episode)},
                no_longer_agree=list(episode.agreements.filter(answer="AGREES")) if risk else (),
            )
            closing.end_episode(episode=episode, ending=ending, by=by, at=at)

    def _plan_tasks(self, told, case: int, who: str, at: datetime) -> None:
        """Tasks are made at the beginning; most are done in time, some late, a few not at all."""
        post = self.life.post(who)
        with acting_as(post) as by:
            held = self._episode(case).case
            for title, after in words.TASKS[: self.pick.randint(1, len(words.TASKS))]:
                task = tasks.make(
                    tasks.ToDo(title=title, owner=post, due_at=later(at, DAY * after)),
                    team=post.team,
                    case=held,
                    by=by,
                    at=at,
                )
                done = later(at, DAY * after * (0.4 + self.pick.random() * 0.65))
                if self.pick.random() < 0.9 or not self.life.is_lately(done):
                    self.life.queue.at(done, lambda then, task=task: self._done(task.pk, post, then))

    def _done(self, task: int, post, at: datetime) -> None:
        """Unless it ended with the episode before that."""
        with acting_as(post) as by:
            for open_task in Task.objects.open().filter(pk=task):
                tasks.do(task=open_task, by=by, at=at, outcome="Done.")
