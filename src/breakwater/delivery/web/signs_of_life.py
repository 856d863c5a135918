"""What a process manager and a load balancer ask, answered before a session or a transaction begins: both are in the database."""

from django.db import DatabaseError, connection
from django.http import HttpResponse

LIVE, READY = "/healthz/live", "/healthz/ready"


class SignsOfLife:
    """`/healthz/live`: this process answers; start it again if not. `/healthz/ready`: send people here, or, at 503, elsewhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == LIVE:
            return _answer("")
        if request.path_info == READY:
            return _answer(lacking())
        return self.get_response(request)


def lacking() -> str:
    """Why nobody should be sent to this process now; "" where it can save what people write."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_is_in_recovery()")
            return "The database only follows another and takes no writing." if cursor.fetchone()[0] else ""
    except DatabaseError:
        connection.close()
        return "The database does not answer."


def _answer(lacks: str) -> HttpResponse:
    answer = HttpResponse(lacks or "ok", status=503 if lacks else 200, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
