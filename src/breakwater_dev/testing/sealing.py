"""Sealing the audit in tests, which share their database server with others that run at the same time."""

import time

from django.db import connection

from breakwater.foundation.audit import sealing


def seal():
    """Seal once every transaction now open on the server has ended: other tests run beside this one on the same server."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint")
        (mine,) = cursor.fetchone()
        until = time.monotonic() + 90
        oldest = 0
        while oldest <= mine and time.monotonic() < until:
            cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            (oldest,) = cursor.fetchone()
            time.sleep(0 if oldest > mine else 0.05)
    return sealing.seal()
