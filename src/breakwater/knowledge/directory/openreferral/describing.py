"""The open feed described in OpenAPI 3.1, from the same table that reads its parameters."""

from django.conf import settings
from django.urls import reverse

from .parameters import PARAMETERS, Parameter

_PAGE = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
    "properties": {
        **{name: {"type": "integer"} for name in ("total_items", "total_pages", "page_number", "size")},
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
        "contents": {"type": "array", "items": {"type": "object"}},
    },
}
_ONE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
LISTS = {
    "services": "Services for families that are published today.",
    "service_at_locations": "Services at the places where they are given.",
    "taxonomies": "Vocabularies that services are sorted by.",
    "taxonomy_terms": "Terms of the vocabularies.",
    "organizations": "Who provides the services.",
}


def described() -> dict:
    """The whole description."""
    paths = {"/": {"get": _operation("about", "The version and profile of this feed.", {"type": "object"}, [])}}
    for name, words in LISTS.items():
        parameters = [_parameter(each) for each in PARAMETERS if name in each.of]
        paths[f"/{name}"] = {"get": _operation(f"list_{name}", words, _PAGE, parameters, bad=True)}
        by_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"/{name}/{{id}}"] = {"get": _operation(f"one_of_{name}", "One, by its id.", _ONE, [by_id], absent=True)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Services for children and families",
            "version": "3.0",
            "description": "Open Referral UK 3.0. Read only, no key. The schemas of what comes back are Open Referral UK's.",
        },
        "servers": [{"url": settings.SITE_URL + reverse("directory:feed").rstrip("/")}],
        "paths": paths,
    }


def _parameter(each: Parameter) -> dict:
    schema = {"type": each.type} | ({"format": each.format} if each.format else {})
    return {"name": each.name, "in": "query", "required": False, "description": each.words, "schema": schema}


def _operation(name: str, words: str, schema: dict, parameters: list, *, bad=False, absent=False) -> dict:
    answers = {"200": _answer("The answer.", schema)}
    if bad:
        answers["400"] = _answer("A parameter cannot be read.", _ERROR)
    if absent:
        answers["404"] = _answer("Nothing of this id.", _ERROR)
    return {"operationId": name, "summary": words, "parameters": parameters, "responses": answers}


def _answer(words: str, schema: dict) -> dict:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
