"""The weekly look at every link that leads from a page out of the site. A dead one stays, and is listed to whoever keeps the page."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

from django.db import transaction
from django.db.models import F, Q

from .. import links
from ..models import Page, PageLink
from .checking_links import AGAIN, AT_ONCE, WEEKLY

LEADS_OUT = re.compile(r'href="(https?://[^"]+)"')
LONGEST = PageLink._meta.get_field("address").max_length


@transaction.atomic
def gather() -> int:
    """Write down where every page leads, and forget where none leads any more; return how many are new."""
    wanted = {
        (page.pk, address)
        for page in Page.objects.live().only("pk", "body")
        for address in addresses_in(page.body.get_prep_value())
    }
    known = {(link.page_id, link.address): link.pk for link in PageLink.objects.all()}
    PageLink.objects.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    new = sorted(wanted - known.keys())
    PageLink.objects.bulk_create(
        [PageLink(page_id=page, address=address) for page, address in new], ignore_conflicts=True
    )
    return len(new)


def addresses_in(value) -> Iterator[str]:
    """Every address of the web in a body as the editor keeps it: within paragraphs, and by themselves."""
    if isinstance(value, dict):
        for each in value.values():
            yield from addresses_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from addresses_in(each)
    elif isinstance(value, str):
        alone = [value] if value.startswith(("http://", "https://")) and " " not in value else []
        yield from (each for each in map(unescape, [*alone, *LEADS_OUT.findall(value)]) if len(each) <= LONGEST)


def due(*, at: datetime) -> list[str]:
    """Addresses nobody looked at for a week, and those that did not answer yesterday; each once, longest ago first."""
    long_ago = Q(checked_at=None) | Q(checked_at__lt=at - WEEKLY)
    once_more = Q(failed_at__isnull=False, why="", checked_at__lt=at - AGAIN)
    rows = PageLink.objects.filter(page__live=True).filter(long_ago | once_more)
    rows = rows.order_by(F("checked_at").asc(nulls_first=True), "pk").values_list("address", flat=True)
    return list(dict.fromkeys(rows))[:AT_ONCE]


def check(*, address: str, at: datetime, dial=links.connect) -> str:
    """Look at one address, once for all pages that lead to it; return what is wrong with it, or nothing.

    One that refuses machines is there. What does not answer is looked at again the next day first.
    """
    rows = PageLink.objects.filter(address=address)
    try:
        why = links.look(address, dial=dial).why
    except links.NotPublic as fault:
        why = str(fault)
    except links.NotReached as fault:
        if not rows.filter(failed_at__isnull=False).exists():
            rows.update(checked_at=at, failed_at=at)
            return ""
        why = f"{fault}, two days running"
    if why:
        rows.filter(failed_at=None).update(failed_at=at)
        rows.update(checked_at=at, why=why[:200])
    else:
        rows.update(checked_at=at, failed_at=None, why="")
    return why
