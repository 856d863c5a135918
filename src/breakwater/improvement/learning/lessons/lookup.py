"""Reviews, recommendations and what belongs to them, as pages read them: in a number of queries that does not grow with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from breakwater.knowledge.policies.models import Chapter
from breakwater.knowledge.training.models import Course
from breakwater.partnership.organisations.models import Actor, Area, Team, actor_relations

from ..models import Change, Finding, ImpactTest, Lesson, PublishedReview, Recommendation, Response, ReviewArea
from . import targets
from .chain import Chain, DoneAction, Facts, chain_of

WHO = "team__organisation", "team__area", "area"
RESPONSES = Response.objects.select_related("recommendation__review", *WHO)
CHANGES = Change.objects.select_related(
    "recommendation__review", *targets.WITH, *actor_relations("made_by", "closed_by")
)
TESTS = ImpactTest.objects.select_related("recommendation__review", "area")
RECOMMENDATIONS = Recommendation.objects.select_related("review__area", "finding")
LESSONS = Lesson.objects.select_related(
    "review", "area", "chapter__manual", "course", "made_by__membership", "written_by__membership"
)
REVIEWS = PublishedReview.objects.select_related("area")
PUBLIC = REVIEWS.filter(published_on__isnull=False)
FINDINGS = Finding.objects.select_related("review__area")
CONFIRMED = {
    "confirmed_at__isnull": False,
    "taken_off_at": None,
}  # of findings and recommendations that everyone may read


def readable(rows: QuerySet, area: int, review: str = "review") -> QuerySet:
    """What an area's partnership may read: all of public reviews, and of the others those that the area shares. `review` leads to it."""
    ours = ReviewArea.objects.filter(review=OuterRef(review), area=area)
    public = "published_on__isnull" if review == "pk" else f"{review}__published_on__isnull"
    return rows.filter(Q(**{public: False}) | Exists(ours))


def whole(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Recommendations with everything of which a chain is made, but the actions."""
    return rows.prefetch_related(
        Prefetch(
            "responses",
            Response.objects.select_related(*WHO, "answered_by__membership__user").order_by(
                "team__organisation__name", "pk"
            ),
        ),
        Prefetch("changes", CHANGES.order_by("changed_on", "pk")),
        Prefetch("tests", TESTS.order_by("due_on", "area__name", "pk")),
        Prefetch("lessons", LESSONS.order_by("issued_on", "pk")),
    )


def actions_of(recommendations: Iterable[Recommendation]) -> Mapping[int, list[DoneAction]]:
    """The actions that organisations took on, by recommendation: one query for all of them."""
    responses = {each.pk: one.pk for one in recommendations for each in one.responses.all()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select response_id, public_id, wording, state, due_on, closed_on from access.actions_of_recommendations(%s)",
            [sorted(set(responses.values()))],
        )
        rows = [DoneAction(*row) for row in cursor.fetchall()]
    found = defaultdict(list)
    for each in rows:
        found[responses[each.response]].append(each)
    return found


@dataclass(frozen=True)
class Told:
    """A recommendation with its chain and what the chain is made of."""

    recommendation: Recommendation
    facts: Facts
    chain: Chain


def chains(recommendations: Sequence[Recommendation], today: date, area: int | None = None) -> list[Told]:
    """Each with its chain in an area, or everywhere; the rows were read by `whole`."""
    actions = actions_of(recommendations)
    facts = [(each, Facts.of(each, actions.get(each.pk, ()), area)) for each in recommendations]
    return [Told(each, found, chain_of(found, today)) for each, found in facts]


def chains_by_area(recommendations: Sequence[Recommendation], areas: Sequence[Area], today: date) -> list[tuple]:
    """Each recommendation with its chain in each of the areas that share its review; None in another."""
    actions = actions_of(recommendations)
    shared = defaultdict(set)
    for review, area in ReviewArea.objects.values_list("review", "area"):
        shared[review].add(area)
    return [
        (
            one,
            [
                chain_of(Facts.of(one, actions.get(one.pk, ()), area.pk), today)
                if area.pk in shared[one.review_id]
                else None
                for area in areas
            ],
        )
        for one in recommendations
    ]


def of_area(area: int) -> QuerySet[Recommendation]:
    """The recommendations that an area answers."""
    return RECOMMENDATIONS.filter(review__shared__area=area)


def waiting_to_be_shown(area: int, user: int) -> list[PublishedReview]:
    """Reviews of an area of which something waits for a second person, who is not whoever typed it."""
    unsaid = Q(confirmed_at=None) & Q(taken_off_at=None)
    beneath = unsaid & Q(review=OuterRef("pk")) & ~Q(by__membership__user=user)
    own = unsaid & ~Q(made_by__membership__user=user)
    rows = reviews_of(area).filter(public_from__isnull=False)
    waits = own | Exists(Finding.objects.filter(beneath)) | Exists(Recommendation.objects.filter(beneath))
    return list(rows.filter(waits).order_by("made_at", "pk"))


def reviews_of(area: int) -> QuerySet[PublishedReview]:
    return REVIEWS.filter(shared__area=area)


def sharing_areas() -> list[Area]:
    """The areas that share any review, by name."""
    return list(Area.objects.filter(pk__in=ReviewArea.objects.values("area")).order_by("name"))


def asked_of(team: Team) -> QuerySet[Response]:
    """What was sent to an organisation, unanswered first, the nearest due before."""
    return RESPONSES.filter(team=team).order_by("answered_at", "due_on", "pk")


def keeps(team: Team, area: int) -> bool:
    """Whether a team looks after any review in an area."""
    return ReviewArea.objects.filter(team=team, area=area).exists()


def tests_due(area: Area, until: date) -> list[ImpactTest]:
    """The tests of an area that fall due by a day and are not done, each with its keeper's team beside."""
    return list(TESTS.filter(area=area, tested_on=None, due_on__lte=until).order_by("due_on", "pk"))


def keepers(area: Area) -> Mapping[int, Team]:
    """By review, the team that looks after it in an area."""
    rows = ReviewArea.objects.filter(area=area).select_related("team__organisation", "team__area")
    return {each.review_id: each.team for each in rows}


def area_of(actor: Actor) -> Area:
    """The area that somebody acts for."""
    return Area.objects.get(pk=actor.area_id_acting)


def areas_but(these: set[int]) -> list[Area]:
    """The areas that a review may be shared with besides these."""
    return list(Area.objects.exclude(pk__in=these).order_by("name"))


def offered_to_briefings(review: PublishedReview, area: int) -> dict:
    """What a briefing may name: recommendations of its review, chapters and courses of the area."""
    chapters = Chapter.objects.filter(manual__areas=area).order_by("manual", "number", "pk")
    courses = Course.objects.filter(area=area, withdrawn_on=None).order_by("title", "pk")
    return {
        "recommendations": list(review.recommendations.order_by("number")),
        "chapters": {each.public_id: each for each in chapters},
        "courses": {each.public_id: each for each in courses},
    }


def areas_of(review: PublishedReview) -> list[Area]:
    """The areas that answer a review's recommendations, by name."""
    return list(Area.objects.filter(pk__in=review.shared.values("area")).order_by("name"))
