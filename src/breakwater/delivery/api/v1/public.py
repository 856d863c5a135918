"""What needs no key: what this is, and what everyone may read. Alike for all, so that it may be kept and asked for again by its mark."""

from django.conf import settings
from ninja import Router

from breakwater.foundation.dates.london_time import london_date

from .. import public_rows
from .marks import FOR_ALL, MARKED, marked
from .shapes import AboutOut, ChapterOut, CourseOut, NewsOut, ResourceOut, no

router = Router(tags=["Public"])


@router.get("", response={200: AboutOut, **no()}, openapi_extra=MARKED, operation_id="about", summary="What is here")
@marked(FOR_ALL)
def about(request):
    here = settings.SITE_URL
    return {
        "version": "1.0",
        "documentation": f"{here}/developers/",
        "openapi": f"{here}/api/v1/openapi.json",
        "services": f"{here}/openreferral/v3/",
    }


@router.get(
    "library",
    response={200: list[ResourceOut], **no()},
    openapi_extra=MARKED,
    operation_id="library",
    summary="The library",
)
@marked(FOR_ALL)
def library(request):
    return public_rows.resources(london_date(request.at))


@router.get(
    "news",
    response={200: list[NewsOut], **no()},
    openapi_extra=MARKED,
    operation_id="news",
    summary="News, newest first",
)
@marked(FOR_ALL)
def news(request):
    return public_rows.news(london_date(request.at))


@router.get(
    "training",
    response={200: list[CourseOut], **no()},
    openapi_extra=MARKED,
    operation_id="training",
    summary="Courses, their dates and places left",
)
@marked(FOR_ALL)
def training(request):
    return public_rows.courses(request.at)


@router.get(
    "policies",
    response={200: list[ChapterOut], **no()},
    openapi_extra=MARKED,
    operation_id="policies",
    summary="Chapters in force",
)
@marked(FOR_ALL)
def policies(request):
    return public_rows.chapters(london_date(request.at))
