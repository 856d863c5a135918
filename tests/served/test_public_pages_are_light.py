"""What a phone fetches to show a public page for the first time: little, and all of it from us, under a strict policy."""

from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST = 75_000  # bytes, as the service itself sends them: no proxy packs what it does not
PAGES = (
    "/",
    "/worried/",
    "/bulletins/",
    "/bulletins/join/",
    "/library/",
    "/library/offer/",
    "/services/",
    "/find/",
    "/words/",
)


def _weight(answer) -> int:
    return int(answer.headers.get("content-length") or len(answer.body()))


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_weighs_under_75_kilobytes_and_asks_nobody_else(page, served, address):
    asked = set()
    page.on("request", lambda request: asked.add(request.url))
    answer = page.goto(address, wait_until="networkidle")
    weights = {url: _weight(page.request.get(url)) for url in asked}
    hosts = {urlsplit(url).netloc for url in weights}
    policy = answer.headers["content-security-policy"]
    assert hosts == {urlsplit(served.url).netloc}
    assert any(url.endswith(".woff2") for url in weights)
    assert page.request.get("/static/design/vendor/govuk-public.css").headers["content-encoding"] == "gzip"
    assert sum(weights.values()) < MOST, weights
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
