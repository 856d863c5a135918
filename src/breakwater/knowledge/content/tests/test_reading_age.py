"""Most people of eleven can read what the public reads: running prose, measured page by page. Run with -s for the ages."""

from breakwater.knowledge.content import presenting
from breakwater.knowledge.content.models import Page
from breakwater_dev.testing.reading_age import HIGHEST, age_of_page, report

PAGES = (
    "/",
    "/for/children/",
    "/for/parents/",
    "/for/schools/",
    "/for/professionals/",
    "/library/",
    "/library/offer/",
    "/library/ask-the-police/",
    "/services/",
    "/procedures/",
    "/news/",
    "/words/",
    "/find/",
    "/feedback/",
    "/bulletins/",
    "/bulletins/join/",
    "/bulletins/left/",
)


def test_most_people_of_eleven_can_read_the_public_pages(site_here, client):
    pages = [page for page in Page.objects.of(site_here) if not presenting.language_said(page)]
    assert len(pages) > 20
    paths = [*PAGES, *(presenting.address_of(page) for page in pages)]
    ages = {path: age_of_page(client.get(path)) for path in paths}
    report(ages)
    assert {path: age for path, age in ages.items() if age > HIGHEST} == {}
