"""Holding back a flood without shutting anyone out: counts of keyed digests that last a day, apart from all records (SG-25).

No address is kept anywhere: the digest's key changes every day, its store forgets in 24 hours, and the audit never sees it.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.db import connections

from breakwater.foundation.dates.london_time import london_date

from ...models import AbuseCount

AN_HOUR = 20  # far more than one frightened person sends; a school or a hospital may share an address
WAIT_SECONDS = 60
WAIT_LASTS_SECONDS = 1800
FORGOTTEN_AFTER = timedelta(hours=23)  # counted from the beginning of its hour, so within 24
SALT = "front_door.waited"
COUNT = """
    insert into front_door_abusecount (digest, purpose, hour, count) values (%s, %s, %s, 1)
    on conflict (digest, purpose, hour) do update set count = front_door_abusecount.count + 1
    returning count
"""


def too_many(*, address: str, purpose: str, at: datetime) -> bool:
    """Count one more of these from this address this hour, and say whether it is time to ask for a short wait."""
    key = f"{settings.SECRET_KEY}{london_date(at)}".encode()
    counted = hmac.new(key, address.encode("utf-8", "replace"), sha256).hexdigest()
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connections["outside"].cursor() as cursor:
        cursor.execute(COUNT, [counted, purpose, hour])
        return cursor.fetchone()[0] > AN_HOUR


def ask_to_wait(key: str, *, at: datetime) -> str:
    """A ticket that says from when this one submission was made to wait."""
    return signing.Signer(salt=SALT).sign(f"{key} {int(at.timestamp())}")


def has_waited(key: str, ticket: str, *, at: datetime) -> bool:
    """The ticket is for this submission and its minute is over."""
    try:
        named, _, since = signing.Signer(salt=SALT).unsign(ticket).rpartition(" ")
    except signing.BadSignature:
        return False
    waited = int(at.timestamp()) - int(since)
    return named == key and WAIT_SECONDS <= waited <= WAIT_LASTS_SECONDS


def forget(*, at: datetime) -> int:
    """Delete counts that are 24 hours old; return how many."""
    return AbuseCount.objects.using("outside").filter(hour__lte=at - FORGOTTEN_AFTER).delete()[0]
