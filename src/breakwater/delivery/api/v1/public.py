"""What needs no key: what this is, and what everyone may read. Alike for all, so that it may be kept and asked for again by its mark."""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse
from ninja import Router

from breakwater.foundation.dates.london_time import london_date

from .. import public_rows
from .shapes import AboutOut, ChapterOut, CourseOut, NewsOut, ResourceOut, no

router = Router(tags=["Public"])
KEPT = "public, max-age=300"


def marked(operation: Callable) -> Callable:
    """Give the answer its mark (ETag), and nothing but the mark to who has it already."""

    @wraps(operation)
    def answered(request, *args, **kwargs):
        given = operation(request, *args, **kwargs)
        request.mark = f'"{sha256(json.dumps(given, default=str, sort_keys=True).encode()).hexdigest()[:32]}"'
        headers = {"ETag": request.mark, "Cache-Control": KEPT, "Access-Control-Allow-Origin": "*"}
        if request.headers.get("If-None-Match") == request.mark:
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(json.dumps(given, default=_plain), content_type="application/json", headers=headers)

    return answered


def _plain(value) -> str:
    return value.isoformat()


@router.get("", response={200: AboutOut, **no()}, operation_id="about", summary="What is here")
@marked
def about(request):
    here = settings.SITE_URL
    return {
        "version": "1.0",
        "documentation": f"{here}/developers/",
        "openapi": f"{here}/api/v1/openapi.json",
        "services": f"{here}/openreferral/v3/",
    }


@router.get("library", response={200: list[ResourceOut], **no()}, operation_id="library", summary="The library")
@marked
def library(request):
    return public_rows.resources(london_date(request.at))


@router.get("news", response={200: list[NewsOut], **no()}, operation_id="news", summary="News, newest first")
@marked
def news(request):
    return public_rows.news(london_date(request.at))


@router.get(
    "training",
    response={200: list[CourseOut], **no()},
    operation_id="training",
    summary="Courses, their dates and places left",
)
@marked
def training(request):
    return public_rows.courses(request.at)


@router.get("policies", response={200: list[ChapterOut], **no()}, operation_id="policies", summary="Chapters in force")
@marked
def policies(request):
    return public_rows.chapters(london_date(request.at))
