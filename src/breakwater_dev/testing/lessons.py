"""A review with its recommendations, an organisation that answers, and what changed, made through the doors of life."""

from datetime import date, datetime
from uuid import uuid4

from breakwater.casework.actions import operations as tracker
from breakwater.casework.actions.models import TrackedAction
from breakwater.foundation.dates import london
from breakwater.improvement.learning.lessons.operations import briefings, changes, responses, reviews, showing
from breakwater.improvement.learning.lessons.targets import TARGETS
from breakwater.improvement.learning.models import Change, Lesson, PublishedReview, Recommendation, Response
from breakwater.knowledge.training.models import Course, CourseEdition
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Team
from breakwater_dev.testing import factories as make

NOW = london(2026, 3, 2, 10)
TEXT = "Agencies did not share what each of them knew about bruises on a baby who could not move about."
WANTED = responses.ActionWanted(
    "Train every health visitor to follow the protocol", "A register of 40 names", date(2026, 6, 1)
)


# Six signs drawn by chance may be a number or a postcode to the scan; as letters they are none.
LETTERS = str.maketrans("0123456789abcdef", "ghjkmnpqrstuvwxz")


def a_keeper(code: str = "851", name: str = "Portsmouth") -> Actor:
    """The business manager of an area, whose team looks after its learning."""
    area = make.area(code, name)
    return make.actor("business_manager", of=make.team(f"Partnership office {code}", in_area=area, service="scrutiny"))


def a_second(keeper: Actor) -> Actor:
    """Somebody who looks after learning beside the first."""
    return make.actor("policy_officer", of=keeper.membership.team)


def confirmed(thing, keeper: Actor):
    """A second person confirms it for the public pages."""
    with acting_as(a_second(keeper)) as by:
        return showing.confirm(thing, "", by=by, at=NOW) if showing.waits(thing) else thing


def a_review(
    keeper: Actor, *others, published: date | None = date(2026, 2, 27), reference: str = ""
) -> PublishedReview:
    """One that everyone reads, or where it has no day the partnership's own."""
    facts = reviews.ReviewFacts(
        "Child A",
        reference or f"LCSPR {uuid4().hex[:6].translate(LETTERS)}",
        "LCSPR",
        TEXT,
        published_on=published,
        others=others,
    )
    with acting_as(keeper) as by:
        made = reviews.publish_review(facts, by=by, at=NOW, key=uuid4())
    return confirmed(made, keeper)


def a_recommendation(review: PublishedReview, keeper: Actor, theme: str = "non-mobile-injury") -> Recommendation:
    facts = reviews.RecommendationFacts("Every agency follows one bruising protocol", "No bruise goes unasked", theme)
    with acting_as(keeper) as by:
        made = reviews.recommend(review, facts, by=by, at=NOW, key=uuid4())
    return confirmed(made, keeper)


def sent(one: Recommendation, keeper: Actor, *teams: Team, email: str = "", at: datetime = NOW) -> list[Response]:
    with acting_as(keeper) as by:
        return responses.send(one, teams=teams, email=email, by=by, at=at)


def accepted(response: Response, who: Actor, at: datetime = NOW) -> TrackedAction:
    facts = responses.AnswerFacts("ACCEPTED", action=WANTED)
    with acting_as(who) as by:
        responses.answer(response, facts, by=by, at=at, key=uuid4())
        return TrackedAction.objects.get(owner_team=response.team)


def verified(action: TrackedAction, who: Actor, keeper: Actor, at: datetime = NOW) -> None:
    with acting_as(who) as by:
        tracker.complete(action, words="40 names", link="", by=by, at=at)
    with acting_as(keeper) as by:
        tracker.verify(TrackedAction.objects.get(pk=action.pk), words="Saw the register", by=by, at=at)


def a_course(keeper: Actor, title: str = "Bruising in babies", since: date = date(2026, 3, 1)) -> CourseEdition:
    made = {"made_at": NOW, "made_by": keeper}
    area = keeper.membership.team.area
    course = Course.objects.create(area=area, code=uuid4().hex[:8], title=title, sort="CORE", delivery="ROOM", **made)
    return CourseEdition.objects.create(
        course=course,
        number=1,
        aim="Know what to do",
        outcomes=["Follow the protocol"],
        minutes=60,
        in_force_from=since,
        reviewed_on=since,
        review_by=date(2028, 3, 1),
        **made,
    )


def linked(one: Recommendation, keeper: Actor, kind: str, key: str, number: int | None = None) -> Change:
    area = keeper.membership.team.area
    with acting_as(keeper) as by:
        target = TARGETS[kind].find(key, number, area, NOW.date())
        facts = changes.ChangeFacts(kind, target, "Says what to do about a bruise")
        return changes.link(one, facts, by=by, at=NOW, key=uuid4())


def closed(change: Change, by: Actor, at: datetime = NOW) -> Change:
    with acting_as(by):
        return changes.close(change, changes.EvidenceFacts("Read it on the page"), by=by, at=at)


def a_briefing(one: Recommendation, keeper: Actor, at: datetime = NOW, **more) -> Lesson:
    facts = briefings.LessonFacts(
        title="Bruises on babies who cannot move",
        parts={"findings": "Each agency saw a part", "different": "Call the MASH\nSay what you saw"} | more,
        audiences=["health"],
        shelf_on=date(2028, 3, 1),
        prompts="When did you last see a bruise?",
        recommendations=[one],
    )
    with acting_as(keeper) as by:
        return briefings.write(one.review, facts, by=by, at=at, key=uuid4())


def issued(lesson: Lesson, keeper: Actor, at: datetime = NOW) -> Lesson:
    """By a second person."""
    with acting_as(a_second(keeper)) as by:
        return briefings.issue(lesson, by=by, at=at)
