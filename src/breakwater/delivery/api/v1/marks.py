"""The mark of an answer (ETag): who has it already is sent nothing but the mark."""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.http import HttpResponse

FOR_ALL = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
FOR_ONE = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
ETAG = {"ETag": {"description": "The mark of this answer", "schema": {"type": "string"}}}
HAS_MARK = {"responses": {200: {"headers": ETAG}}}
MARKED = {
    "parameters": [
        {
            "in": "header",
            "name": "If-None-Match",
            "required": False,
            "description": "The ETag of the answer that you have",
            "schema": {"type": "string"},
        }
    ],
    "responses": {200: {"headers": ETAG}, 304: {"description": "You have it already", "headers": ETAG}},
}


def marked(headers: dict[str, str]) -> Callable:
    """Give the answer of an operation its mark, with these headers, and nothing but them to who has it already."""

    def of(operation: Callable) -> Callable:
        @wraps(operation)
        def answered(request, *args, **kwargs):
            given = json.dumps(operation(request, *args, **kwargs), default=_plain)
            mark = f'"{sha256(given.encode()).hexdigest()[:32]}"'
            has_it = mark in request.headers.get("If-None-Match", "")
            content = {"status": 304} if has_it else {"content": given, "content_type": "application/json"}
            return HttpResponse(**content, headers={"ETag": mark, **headers})

        return answered

    return of


def _plain(value) -> str:
    return value.isoformat()
