"""A page's title says which page it is: no two addresses share one, but where a title must not tell what the page is about."""

import re
from collections import defaultdict
from html import unescape

import pytest

from breakwater.partnership.organisations.access import Role
from breakwater_dev.testing import databases
from breakwater_dev.testing.addresses import ABSENT_ID, path_of
from breakwater_dev.testing.expectations import STANDS, Answer, Relation, expected
from breakwater_dev.testing.routes import ROUTES
from breakwater_dev.testing.served import Installation

pytestmark = [pytest.mark.slow]
EVERYONE = [(role, relation) for role in Role for relation in (Relation.OWN_CASE, Relation.OWN_AGENCY, Relation.CLOSED)]
# Of a worry, of a family and of an agency that is asked by a link: what stands in a tab or a history tells nobody what was read (SG-24).
NEUTRAL = re.compile(
    r"^(agency-audit|agency-return|agency-summary|notify-a-death|contacts/without-account|family|meeting-reply|tell-us|worried|gallery/public)/.*"
)
# A form that stands on another page, and is drawn there again where it is refused; and one page at two addresses.
PART_OF = {
    "mash/contacts/<str:reference>/rate/": "mash/contacts/<str:reference>/",
    "mash/contacts/<str:reference>/told/": "mash/contacts/<str:reference>/",
    "mash/contacts/<str:reference>/screening/children/": "mash/contacts/<str:reference>/screening/",
    "mash/contacts/<str:reference>/screening/items/": "mash/contacts/<str:reference>/screening/",
    "mash/requests/<str:reference>/reply/": "mash/requests/<str:reference>/",
    "people/<str:public_id>/restrict/": "cases/<str:reference>/restrict/",
    "contacts/<str:reference>": "contacts/<str:reference>/",
    "serious-incidents/raise/<str:public_id>/": "serious-incidents/raise/",
}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@pytest.fixture(scope="module")
def titles(served, django_db_blocker):
    """The addresses of each title, asked once each by a post to which the page is shown."""
    found: dict[str, set[str]] = defaultdict(set)
    databases.point_at(served.database)
    with django_db_blocker.unblock():
        here = Installation(served.database, served.cluster, served.world)
        devices = {}
        for route in ROUTES:
            if "GET" not in route.methods:
                continue
            for role, relation in [(None, Relation.OWN_AGENCY)] * route.public + EVERYONE:
                if role is not None and expected(route, role, relation) != Answer.SHOWN:
                    continue
                post_relation, circumstance = STANDS[relation]
                if (role, post_relation) not in devices:
                    devices[role, post_relation] = here.visitor(here.world.post(role, post_relation) if role else None)
                path = path_of(route, here.world.records[circumstance], draft=here.world.drafts.get(role, ABSENT_ID))
                came = devices[role, post_relation].ask("GET", path)
                if came.status == 200 and (title := TITLE.search(came.text)):
                    found[unescape(title[1]).strip()].add(route.pattern)
                    break
    return found


def test_no_two_pages_share_a_title(titles):
    pages = {
        title: {NEUTRAL.sub("the public's", PART_OF.get(one, one)) for one in found} for title, found in titles.items()
    }
    assert {title: found for title, found in pages.items() if len(found) > 1} == {}
