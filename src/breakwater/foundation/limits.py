"""Holding back a flood of what anyone may send: how many forms came from one connection this hour."""

import hmac
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction

from .dates.london_time import london_date

OUTSIDE = "outside"  # the connection of the cache
AN_HOUR = 20  # forms of one kind sent from one connection, which a school may share


def counted(what: str, who: str, *, at: datetime, seconds: int) -> tuple[int, int]:
    """Count one more of `who` in this turn of so many seconds. Returns how many there were by now, and in how many seconds it ends.

    Those who count under one name at the same time go one after another, outside what a request undoes. The digest's key changes
    daily, and nothing is kept beyond the turn.
    """
    key = f"{settings.SECRET_KEY}{london_date(at)}".encode()
    turn, past = divmod(int(at.timestamp()), seconds)
    name = f"{what}.{turn}.{hmac.new(key, who.encode('utf-8', 'replace'), sha256).hexdigest()[:32]}"
    with transaction.atomic(using=OUTSIDE):
        with connections[OUTSIDE].cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        so_far = (cache.get(name) or 0) + 1
        cache.set(name, so_far, timeout=seconds)
    return so_far, seconds - past


def too_many(*, purpose: str, connection: str, at: datetime) -> bool:
    """Count one more form from this connection this hour."""
    return counted(f"sent.{purpose}", connection, at=at, seconds=3600)[0] > AN_HOUR
