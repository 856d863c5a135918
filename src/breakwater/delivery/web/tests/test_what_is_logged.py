"""Logs carry references, never names."""

import logging
import sys

from django.db import IntegrityError, transaction

from breakwater.delivery.settings.logs import Line
from breakwater.partnership.organisations.models import User


def test_a_refused_row_is_logged_without_its_values(db):
    person = {"email": "secret.name@example.org", "name": "Secret Name", "password": "!"}
    User.objects.create(**person)
    try:
        with transaction.atomic():
            User.objects.create(**person)
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a fault", None, sys.exc_info())
    line = Line().format(record)
    assert "secret.name" not in line
    assert "duplicate key value violates unique constraint" in line
