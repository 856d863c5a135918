"""The trial in `own_server.py`, with fewer requests, where PostgreSQL 17 and PgBouncer are installed."""

import shutil
from pathlib import Path

import pytest

from breakwater_dev.testing.machines import tried


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(1500)  # a server is made and migrated, and the product served twice
@pytest.mark.skipif(
    not (list(Path("/usr/lib/postgresql").glob("1[7-9]/bin/initdb")) and shutil.which("pgbouncer")),
    reason="apt-get install postgresql-17 pgbouncer",
)
def test_two_people_share_pooled_connections_and_each_sees_their_own():
    said = tried(Path(__file__).with_name("own_server.py"), "--requests", "80", seconds=1480)
    assert "asked-through-the-pooler 80-requests-0-wrong pass" in said
