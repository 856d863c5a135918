"""The operations of version 1, their one way to say no, and the document that describes them."""

import json
from functools import cache

from django.db import IntegrityError, OperationalError
from django.http import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.responses import NinjaJSONEncoder

from breakwater.casework.recording.given_shapes import shapes_by_kind

from ..problems import TYPE, Problem, problem_of
from . import contacts, public, rolls, webhook
from .marks import FOR_ALL, MARKED, marked
from .shapes import EVENTS, no

ABOUT = (
    "For the systems of schools and agencies: send contacts to the MASH and read what became of them, send a school's roll, "
    "and read what is public. The fields of a contact are those of the form: ask `GET /contact-form`. HEAD is taken where GET is; OPTIONS says "
    "which methods are."
)

api = NinjaAPI(
    title="Breakwater", version="1.0", description=ABOUT, openapi_url=None, docs_url=None, urls_namespace="api_v1"
)
for router in (public.router, contacts.router, rolls.router, webhook.router):
    api.add_router("", router)


@api.get(
    "openapi.json",
    response={200: dict, **no()},
    openapi_extra=MARKED,
    operation_id="document",
    summary="This document",
    tags=["Public"],
)
@marked(FOR_ALL)
def openapi(request):
    return document()


@api.exception_handler(ValidationError)
def not_as_described(request, fault):
    errors = [{"field": _field(each["loc"]), "detail": each["msg"]} for each in fault.errors[:50]]
    return Problem(422, "The request is not as the document describes it", errors=errors).answer()


def _field(place: tuple) -> str:
    """Where in what was sent: without the name that we give to the whole of it."""
    return ".".join(str(part) for part in place[2 if place[0] == "body" else 1 :]) or str(place[-1])


@api.exception_handler(HttpError)
def not_read(request, fault):
    return Problem(400, "The body is not JSON, or not as the document describes it").answer()


@api.exception_handler(Exception)
def anything(request, fault):
    if isinstance(fault, OperationalError | IntegrityError | OSError) and not isinstance(fault, UnreadablePostError):
        raise fault  # tried once more by what stands around every page, or 503 with whom to call
    return problem_of(fault).answer()


@cache
def document() -> dict:
    """The OpenAPI 3.1 document, as it is served and committed. Addresses are relative to where it is read."""
    made = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), cls=NinjaJSONEncoder))
    made["servers"] = [{"url": "/"}]
    made["info"]["license"] = {"name": "Open Government Licence v3.0", "identifier": "OGL-UK-3.0"}
    for operations in made["paths"].values():
        for operation in operations.values():
            operation.setdefault("security", [])
            for status, given in operation["responses"].items():
                if int(status) >= 400 and "content" in given:
                    given["content"] = {TYPE: given["content"]["application/json"]}
                if int(status) == 429:
                    given["headers"] = {
                        "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}
                    }
    made["components"]["schemas"]["QuestionOut"]["properties"]["kind"]["x-shape"] = shapes_by_kind()
    made["webhooks"] = EVENTS
    return made


def written() -> str:
    """The same as text, as the repository has it."""
    return json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
