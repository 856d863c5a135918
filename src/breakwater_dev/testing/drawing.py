"""A page is finished before it is drawn: a template that follows a relation into the database fails the test that draws it."""

import jinja2
from django.db import connection
from django.db.models import QuerySet


class QueryWhileDrawing(AssertionError):
    """A template asked the database: its view or page module hands it what it draws, with the relations that it needs."""


class FinishedTemplate(jinja2.Template):
    """A template that may not ask the database while it is drawn. A list handed over unasked is asked first: one statement."""

    def render(self, *args, **kwargs):
        for handed in dict(*args, **kwargs).values():
            if isinstance(handed, QuerySet):
                len(handed)
        with connection.execute_wrapper(_refuse):
            return super().render(*args, **kwargs)


def _refuse(execute, sql, params, many, context):
    raise QueryWhileDrawing(sql[:300])
