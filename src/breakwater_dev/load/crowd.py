"""So many people at once: their sessions, and what each may open, asked through the wall as themselves; then their hours together."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable

from django.db.models import Max, Min

from .client import TOKEN, Device
from .people import THINKS_SECONDS, Known, Person, at_work
from .record import Record
from .world import KINDS

SEED = 20261130
MOST = 200  # of a kind of thing that one person opens
READERS = 10  # of the public site, beside a hundred people signed in
SIGN_IN_HOURS = 7  # it ends after eight: a longer run's is dated ahead, as if they had signed in again


def people_of(number: int, superuser, *, drafts: int, readers: int | None = None, hours: float = 0) -> list[Known]:
    """So many people signed in, in the proportions of `KINDS`, with `drafts` of contacts for each who sends them, and readers."""
    from breakwater.partnership.organisations.models import Membership
    from breakwater_dev.benches.web import session_of

    posts = {name: _posts(Membership, kind) for name, kind in KINDS.items()}
    posts = {name: found for name, found in posts.items() if found}
    shares = {name: KINDS[name].share for name in posts}
    chance, found = random.Random(SEED), []
    for name in _dealt(shares, number):
        post = next(posts[name])
        known = _known(name, post, drafts if name == "DSL" else 0, chance)
        known.session = session_of(superuser, post.pk, hours_ahead=max(0, hours - SIGN_IN_HOURS))
        found.append(known)
    return found + [Known("reader") for _ in range(READERS * number // 100 if readers is None else readers)]


def _posts(memberships, kind) -> "itertools.cycle | None":
    """The posts of a kind, the last made first, again and again."""
    found = list(memberships.objects.filter(role=kind.role, ends_on=None).select_related("user").order_by("-pk"))
    return itertools.cycle(found[: kind.share]) if found else None


def _dealt(shares: dict[str, int], number: int) -> list[str]:
    """The names in proportion, as even at every length as may be."""
    given = dict.fromkeys(shares, 0)
    for _ in range(number):
        name = max(shares, key=lambda each: shares[each] / (given[each] + 1))
        given[name] += 1
    return [name for name, times in given.items() for _ in range(times)]


def _known(kind: str, post, drafts: int, chance: random.Random) -> Known:
    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.people.models import Person as Child
    from breakwater.practice.early_help.models import Episode
    from breakwater.practice.front_door.models import Contact
    from breakwater_dev.benches.web import drafts_of

    known = Known(kind)
    with acting_as(post):
        if kind in ("screener", "manager"):
            open_ones = Contact.objects.filter(decided_at=None, case__closed_at=None).order_by("-received_at")
            known.contacts = list(open_ones.values_list("reference", flat=True)[:MOST])
        if kind in ("screener", "manager", "DSL"):
            children = _somewhere(Child.objects.filter(is_adult_in_a_childs_life=False), chance)
            known.children = [each.public_id for each in children]
            known.names = [f"{each.forename} {each.surname}".lower() for each in children]
        if kind in ("co-ordinator", "lead"):
            families = Episode.objects.filter(case__closed_at=None).order_by("pk")
            known.families = list(families.values_list("reference", flat=True)[:MOST])
    if kind == "co-ordinator":
        known.names = ["robin example", "jo example"]
    if drafts:
        known.drafts = drafts_of(post.pk, drafts)
    return known


def _somewhere(found, chance: random.Random) -> list:
    """Some that follow one another, from anywhere among them: not everybody opens the same ones."""
    ends = found.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    since = chance.randint(ends["first"], max(ends["first"], ends["last"] - MOST))
    return list(found.filter(pk__gte=since).order_by("pk")[:MOST])


async def together(
    port: int,
    everybody: list[Known],
    record: Record,
    *,
    seconds: float,
    warm_up: float,
    thinks: float = THINKS_SECONDS,
    begins: Callable[[], None] = lambda: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """All of them at work for so long after a warm-up that is counted nowhere: then `begins` is called, and `meanwhile` once a minute."""
    ends = time.monotonic() + warm_up + seconds
    people = [
        Person(_device(port, known), known, random.Random(SEED + number), record, thinks)
        for number, known in enumerate(everybody)
    ]
    days = [asyncio.create_task(at_work(person, lambda: time.monotonic() > ends)) for person in people]
    await asyncio.sleep(warm_up)
    begins()
    record.begin()
    while (left := ends - time.monotonic()) > 0:
        await asyncio.sleep(min(60, left))
        meanwhile()
    await asyncio.gather(*days)


def _device(port: int, known: Known) -> Device:
    cookies = {"csrftoken": TOKEN} | ({"breakwater": known.session} if known.session else {})
    return Device(port, cookies)
