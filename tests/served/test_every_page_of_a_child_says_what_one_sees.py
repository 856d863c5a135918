"""SG-19: "You see what your post allows" stands on every page of a child, whether or not something is kept from its reader."""

import pytest

from breakwater.partnership.organisations.access import Role

pytestmark = [pytest.mark.slow]
WORDS = "Your role limits what you can see."
PAGES = {
    "person": lambda found: f"/people/{found.person.public_id}/",
    "chronology": lambda found: f"/people/{found.person.public_id}/chronology/",
    "contact": lambda found: f"/mash/contacts/{found.contact.reference}/",
    "case": lambda found: f"/cases/{found.case.reference}/",
    "episode": lambda found: f"/early-help/{found.episode.reference}/",
    "strategy": lambda found: f"/strategy/{found.strategy.case.reference}/",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.MASH_MANAGER, Role.TIER2_COORDINATOR, Role.DSL])
def test_sg_19_the_words_stand_on_every_page_of_a_child_or_on_none(served, page, role):
    for circumstance in ("ordinary", "closed"):
        path = PAGES[page](served.world.records[circumstance])
        came = served.visitor(served.world.post(role)).get(path)
        assert came.status in (200, 302, 403, 404)
        assert (WORDS in came.text) == (came.status == 200), path
        assert ('href="/why/' in came.text) == (came.status == 200), f"{path}: and why leads on from there"
