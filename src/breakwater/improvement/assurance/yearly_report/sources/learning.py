"""From reviews, deaths, training and the figures that services publish: public or suppressed numbers alone (SG-22)."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.learning.lessons import codes
from breakwater.improvement.learning.lessons import lookup as lessons
from breakwater.improvement.learning.models import PublishedReview
from breakwater.knowledge.training import measures
from breakwater.knowledge.training.service import counting
from breakwater.partnership.kit.figures import ServiceFigures
from breakwater.partnership.organisations.models.organisations import OrganisationKind
from breakwater.practice.early_help.figures.declared import EARLY_HELP
from breakwater.practice.front_door.figures.declared import MASH

from ..facts import Fact, Year, counted, missing, some_or_missing

REVIEWS, DEATHS, TRAINING = "Published reviews", "Child death review, numbers under 5 not shown", "Training records"
Kind = PublishedReview.Kind


def _published(year: Year, *kinds: str) -> list[PublishedReview]:
    """What was published in the year of reviews that the area answers."""
    found = lessons.reviews_of(year.area.pk).filter(published_on__range=(year.first, year.last), kind__in=kinds)
    return list(found.order_by("published_on", "pk"))


def _page(review: PublishedReview) -> str:
    return reverse("learning:review_kept", args=[review.public_id])


def reviews_published(year: Year) -> list[Fact]:
    rows = [
        Fact(each.title, f"{each.get_kind_display()}, published in {each.published_on:%B %Y}", REVIEWS, _page(each))
        for each in _published(year, Kind.LCSPR, Kind.LEARNING, Kind.RAPID)
    ]
    return some_or_missing(rows, "Local reviews published in the year", REVIEWS, reverse("learning:reviews"))


def serious_incidents(year: Year) -> list[Fact]:
    """How far the recommendations that were made in the year have come: of reviews alone that are public."""
    listed = lessons.whole(lessons.of_area(year.area.pk)).filter(
        review__published_on__isnull=False, made_on__range=(year.first, year.last), **lessons.CONFIRMED
    )
    told = lessons.chains(list(listed.order_by("review", "number")), london_date(year.at), year.area.pk)
    rows = [
        Fact(
            f"{each.recommendation.name}: {each.recommendation.text}",
            each.chain.status[0],
            "Recommendations of reviews",
            reverse("learning:recommendation", args=[each.recommendation.public_id]),
        )
        for each in told
    ]
    return some_or_missing(
        rows, "Recommendations made in the year", "Recommendations of reviews", reverse("learning:recommendations")
    )


def national_reviews(year: Year) -> list[Fact]:
    rows = []
    for each in _published(year, Kind.NATIONAL):
        answers = Counter(
            response.is_answered
            for one in lessons.whole(each.recommendations.all())
            for response in one.responses.all()
        )
        words = f"{answers[True]} of {counted(answers.total(), 'answer', 'answers')} of organisations received"
        rows.append(Fact(each.title, words, REVIEWS, _page(each)))
    return some_or_missing(rows, "Responses to national reviews and reforms", REVIEWS, reverse("learning:reviews"))


def themes(year: Year) -> list[Fact]:
    made = lessons.of_area(year.area.pk).filter(
        Q(review__published_on__isnull=False), made_on__range=(year.first, year.last), **lessons.CONFIRMED
    )
    found = Counter(made.values_list("theme", flat=True))
    rows = [
        Fact(
            codes.THEMES.get(code, code),
            counted(number, "recommendation", "recommendations"),
            REVIEWS,
            reverse("learning:theme", args=[code]),
        )
        for code, number in found.most_common()
    ]
    return some_or_missing(rows, "Themes of recommendations", REVIEWS, reverse("learning:themes"))


def deaths(year: Year) -> list[Fact]:
    """Three numbers, none of them from one to four: the database does not tell the small ones."""
    if year.last >= london_date(year.at):
        return [Fact("Child deaths", "Told once the year is over", DEATHS, is_missing=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select notified, concluded, modifiable from access.child_deaths_of_year(%s, %s, %s)",
            [year.area.pk, year.first, year.last],
        )
        row = cursor.fetchone()
    if row is None:
        return [missing("Child deaths", DEATHS)]
    words = (
        "Deaths of children notified in the year",
        "Concluded by the overview panel",
        "Of these, with modifiable factors",
    )
    return [
        Fact(what, "Not shown" if number is None else f"{number:,}", DEATHS)
        for what, number in zip(words, row, strict=True)
    ]


def training_change(year: Year) -> list[Fact]:
    with counting(year.area):
        moved = measures.changes(year.area, year.first, year.after)
        said, came = measures.evaluated(year.area, year.first, year.after)
    rows = [
        Fact(f"Confidence before and after: {each.course}", each.change, TRAINING) for each in moved if each.is_shown
    ]
    rows += [Fact("Places evaluated", f"{said} of {came}", TRAINING)] if came else []
    return some_or_missing(rows, "What training changed", TRAINING)


def education_training(year: Year) -> list[Fact]:
    wanted = {OrganisationKind.SCHOOL.label, OrganisationKind.EARLY_YEARS.label}
    with counting(year.area):
        found = measures.by_sector(year.area, year.first, year.after)
    return [
        Fact(f"Training: {each.what}", f"{each.came} of {counted(each.places, 'place', 'places')} used", TRAINING)
        for each in found
        if each.what in wanted
    ]


def services(year: Year) -> Iterable[Fact]:
    """The headline of each service's published figures, as everyone may read them."""
    for service, page in ((MASH, "front_door:figures"), (EARLY_HELP, "early_help:figures")):
        yield from _headline(service, year, reverse(page))


def _headline(service: ServiceFigures, year: Year, path: str) -> Iterable[Fact]:
    months = [months_later(year.first, number) for number in range(12)]
    figures = service.published(year.area.pk, months)
    known = [month for month in months if month in figures.worked_out]
    if not known or figures.amount(service.measures[service.whole], known).most == 0:  # it was not kept here yet
        yield missing(service.heading, service.heading, path)
        return
    part = "" if len(known) == 12 else f" (of {len(known)} months on record)"
    for key in service.headline:
        measure = service.measures[key]
        value = figures.rate(measure, known) if measure.is_rate else figures.amount(measure, known)
        yield Fact(measure.title, f"{value.words}{part}", service.heading, path)
