"""Recommendations and reviews, as the partnership reads them: what changed because of this?"""

from collections.abc import Sequence
from datetime import date

from django.shortcuts import get_object_or_404
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.kit.step import offered
from breakwater.partnership.organisations.access import Permission, may

from .. import codes, forms, lookup, targets
from ..chain import LINKS
from . import keeping, showing

PAGES = "recommendations/"


class Recommendations(ListPage):
    """The recommendations that one's area answers, each with how far its chain has come."""

    route, name, template_name = PAGES, "recommendations", "learning/lessons/recommendations.html"
    permission, audited_as = Permission.LEARNING_READ, "recommendation"
    filter_form = forms.FilterForm
    sorts = {"newest": ("-made_on", "-review", "number"), "theme": ("theme", "-made_on", "number")}

    def get_queryset(self):
        return lookup.whole(lookup.of_area(self.request.actor.area_id_acting))

    def narrowed(self, listed, form):
        if form is None or not form.is_bound or not form.is_valid():
            return listed
        said = form.cleaned_data
        if said["theme"]:
            listed = listed.filter(theme=said["theme"])
        if said["year"]:
            last = int(said["year"])
            listed = listed.filter(made_on__range=(date(last - 1, 4, 1), date(last, 3, 31)))
        if chain := said["chain"]:
            told = lookup.chains(list(listed), london_date(self.at), self.request.actor.area_id_acting)
            fits = [each for each in told if each.chain.code == chain or chain == "broken" and not each.chain.is_whole]
            listed = listed.filter(pk__in=[each.recommendation.pk for each in fits])
        return listed

    def rows_of(self, page):
        return lookup.chains(super().rows_of(page), london_date(self.at), self.request.actor.area_id_acting)

    def get_context_data(self, **more):
        actor = self.request.actor
        return super().get_context_data(
            now=self.at,
            themes=codes.THEMES,
            keeps=may(actor, Permission.LEARNING_KEEP),
            answers=may(actor, Permission.LEARNING_ANSWER),
            **more,
        )


class RecommendationPage(SubjectPage):
    """What changed because of this? The answer on one page: who answered, what they do, what is different, whether it lasts."""

    route, name = f"{PAGES}<str:public_id>/", "recommendation"
    template_name = "learning/lessons/recommendation.html"
    subjects, context_object_name, audited_as = lookup.whole(lookup.RECOMMENDATIONS), "recommendation", "recommendation"
    permission, permission_of = Permission.LEARNING_READ, ""

    def find_subject(self):
        rows = lookup.readable(self.subjects.all(), self.request.actor.area_id_acting)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def get_context_data(self, **more):
        actor, today, one = self.request.actor, london_date(self.at), self.subject
        areas = list(lookup.areas_of(one.review))
        area = actor.area_id_acting if any(each.pk == actor.area_id_acting for each in areas) else None
        ((_, by_area),) = lookup.chains_by_area([one], areas, today)
        (everywhere,) = lookup.chains([one], today)
        (told,) = lookup.chains([one], today, area)
        actions = {}
        for each in everywhere.facts.actions:
            actions.setdefault(each.response, []).append(each)
        keeps = may(actor, Permission.LEARNING_KEEP, one)
        return super().get_context_data(
            told=told,
            by_area=list(zip(areas, by_area, strict=True)) if len(areas) > 1 else [],
            here=next((each for each in areas if each.pk == area), None),
            review=one.review,
            links=[(link, LINKS[link.key][1]) for link in told.chain.links],
            theme=codes.THEMES.get(one.theme, one.theme),
            responses=[(each, actions.get(each.pk, [])) for each in _ours_first(everywhere.facts.responses, area)],
            changes=[
                (each, targets.TARGETS[each.kind].href(each)) for each in _ours_first(everywhere.facts.changes, area)
            ],
            tests=_ours_first(everywhere.facts.tests, area),
            lessons=[each for each in one.lessons.all() if each.issued_on],
            keeps=keeps,
            area=area,
            ours=actor.membership.team_id,
            may_answer=may(actor, Permission.LEARNING_ANSWER),
            user=actor.membership.user_id,
            steps=offered(keeping.OF_RECOMMENDATION, one, "learning", actor)
            + _for_the_public(showing.OF_RECOMMENDATION, one, keeps),
            today=today,
            periods=codes.PERIODS,
            **more,
        )


def _for_the_public(steps, thing, keeps: bool) -> list[dict[str, str]]:
    """To confirm words for everyone, or to take them off again: for whoever keeps the review."""
    return [
        {"text": step.heading, "href": reverse(f"learning:{step.name}", args=[thing.public_id])}
        for step in steps
        if keeps and step.when(thing)
    ]


def _ours_first(rows: Sequence, area: int | None) -> list:
    """In their order, those of one's own area before the others, by area."""
    return sorted(rows, key=lambda each: (each.area_id != area, each.area.name))


class Reviews(ListPage):
    """The reviews that one's area shares, the newest first."""

    route, name, template_name = f"{PAGES}reviews/", "reviews", "learning/lessons/reviews.html"
    permission, audited_as = Permission.LEARNING_READ, "published_review"

    def get_queryset(self):
        listed = lookup.reviews_of(self.request.actor.area_id_acting).prefetch_related(
            "recommendations", "shared__area"
        )
        return listed.order_by("-published_on", "-made_at", "-pk")

    def get_context_data(self, **more):
        return super().get_context_data(now=self.at, keeps=may(self.request.actor, Permission.LEARNING_KEEP), **more)


class ReviewPage(SubjectPage):
    """A review: its text, findings, and each recommendation with its chain."""

    route, name = f"{PAGES}reviews/<str:public_id>/", "review_kept"
    template_name = "learning/lessons/review.html"
    subjects, context_object_name, audited_as = lookup.REVIEWS, "review", "published_review"
    permission, permission_of = Permission.LEARNING_READ, ""

    def find_subject(self):
        rows = lookup.readable(self.subjects.all(), self.request.actor.area_id_acting, "pk")
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def get_context_data(self, **more):
        actor, review = self.request.actor, self.subject
        rows = list(lookup.whole(lookup.RECOMMENDATIONS.filter(review=review)).order_by("number"))
        audit.saw("recommendation", *(each.pk for each in rows))
        keeps = may(actor, Permission.LEARNING_KEEP, review)
        findings = list(lookup.FINDINGS.filter(review=review).order_by("number"))
        return super().get_context_data(
            told=lookup.chains(rows, london_date(self.at), self._area()),
            findings=[(one, _for_the_public(showing.OF_FINDING, one, keeps)) for one in findings],
            shared=list(review.shared.select_related("area", "team").order_by("area__name")),
            lessons=list(lookup.LESSONS.filter(review=review).order_by("-made_at")),
            themes=codes.THEMES,
            keeps=keeps,
            steps=offered(keeping.OF_REVIEW, review, "learning", actor)
            + _for_the_public(showing.OF_REVIEW, review, keeps),
            area=actor.area_id_acting,
            **more,
        )

    def _area(self) -> int | None:
        area = self.request.actor.area_id_acting
        return area if self.subject.shared.filter(area=area).exists() else None


VIEWS = (Recommendations, Reviews, ReviewPage, RecommendationPage)
