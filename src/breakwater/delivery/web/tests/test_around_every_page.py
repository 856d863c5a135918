"""Headers, acting, refusals and the pages of errors."""

import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path

from breakwater import VERSION
from breakwater.casework.cases.models import Case
from breakwater.delivery.urls import urlpatterns as real
from breakwater.delivery.web import context
from breakwater.foundation import audit
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Permission, actor_now, require
from breakwater.partnership.people.models import Person
from breakwater_dev.testing import factories as make


def lazy(request):
    """A page whose list is only read while it is drawn."""
    return TemplateResponse(
        request,
        "web/error.html",
        {
            "shell_template": "design/public.html",
            "title": "People",
            "links": [],
            "words": (p.surname for p in Person.objects.all()),
        },
    )


def drawn(request):
    return HttpResponse(",".join(Person.objects.values_list("surname", flat=True)))


def refused_after_writing(request):
    Notification.objects.create(user=request.user, words="half done", path="/", made_at="2026-01-01T00:00Z")
    require(request.actor, Permission.SYSTEM_READ)


def failing_after_writing(request):
    Notification.objects.create(user=request.user, words="half done", path="/", made_at="2026-01-01T00:00Z")
    raise RuntimeError("a fault")


def hidden(request, reference):
    return HttpResponse(Case.objects.get(reference=reference).reference)


def absent(request):
    raise Http404("some words")


def bad(request):
    raise SuspiciousOperation


@public_page
def anyone(request):
    return HttpResponse(f"{request.actor} {actor_now()}")


@public_page
def cached(request):
    return HttpResponse("ok", headers={"Cache-Control": "max-age=60"})


@public_page
def form(request):
    return HttpResponse("ok")


def sees(request):
    audit.saw("person", 5)
    return HttpResponse(request.actor.post)


urlpatterns = [
    *real,
    path(
        "t/",
        include(
            (
                [
                    path("lazy/", lazy),
                    path("drawn/", drawn),
                    path("refused/", refused_after_writing),
                    path("fault/", failing_after_writing),
                    path("absent/", absent),
                    path("bad/", bad),
                    path("anyone/", anyone),
                    path("cached/", cached),
                    path("form/", form),
                    path("sees/", sees),
                ],
                "t",
            )
        ),
    ),
]
handler400 = "breakwater.delivery.web.answers.bad_request"
handler403 = "breakwater.delivery.web.answers.refused"
handler404 = "breakwater.delivery.web.answers.not_found"
handler500 = "breakwater.delivery.web.answers.fault"


@pytest.fixture(autouse=True)
def these_urls(settings):
    settings.ROOT_URLCONF = __name__


def without_nonce(page: bytes) -> str:
    return re.sub(r'nonce="[^"]*"|Nonce": "[^"]*"|value="[^"]{20,}"', "", page.decode())


def test_nothing_is_stored_unless_a_page_says_so(sign_in):
    browser = sign_in()
    for address in ("/today/", "/t/absent/", "/t/anyone/", "/account/login/", "/nowhere/"):
        assert "no-store" in browser.get(address)["Cache-Control"], address
    assert browser.get("/t/cached/")["Cache-Control"] == "max-age=60"


def test_every_page_carries_the_strict_headers(sign_in):
    answer = sign_in().get("/today/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in answer["Permissions-Policy"]
    assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_a_page_is_drawn_behind_the_wall_as_the_post(sign_in):
    make.person("Ada", "Harbour")
    assert sign_in("mash_screener").get("/t/drawn/").content == b"Harbour"
    assert sign_in("dsl").get("/t/drawn/").content == b""


def test_what_a_page_shows_is_on_record_as_the_post(sign_in):
    browser = sign_in()
    answer = browser.get("/t/sees/")
    assert answer.content.decode().startswith("MASH screener, ")


def test_a_public_page_knows_no_actor_even_of_someone_signed_in(sign_in):
    assert sign_in().get("/t/anyone/").content == b"None None"
    assert sign_in(factor=False).get("/t/anyone/").content == b"None None"


def test_a_refusal_undoes_what_was_begun_and_says_what_to_do(sign_in):
    browser = sign_in()
    answer = browser.get("/t/refused/")
    assert answer.status_code == 403
    assert "Your role does not allow you to see the state of the service" in answer.content.decode()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("role", ["information_governance", "prevent_lead", "receiving_worker", "trust_lead"])
def test_a_worry_about_a_child_stops_at_no_post(sign_in, role):
    browser = sign_in(role)
    answer = browser.get("/contacts/new/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "call 999" in page
    assert "ask your manager" not in page
    assert re.search(r'href="/contacts/without-account/"[^>]*>\s*Make a contact without your role', page)


@pytest.mark.parametrize("role", ["mash_screener", "link_governor"])
def test_who_may_not_report_harm_between_children_reads_whom_to_tell(sign_in, role):
    answer = sign_in(role).get("/child-on-child/report/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "call 999" in page
    assert "ask your manager" not in page
    assert re.search(r'href="/worried/"[^>]*>\s*Who to call now', page)


def test_a_fault_undoes_what_was_begun_and_asks_the_database_nothing(sign_in, caplog):
    browser = sign_in()
    browser.raise_request_exception = False
    answer = browser.get("/t/fault/")
    assert answer.status_code == 500
    assert "This is our fault, not yours" in answer.content.decode()
    assert not Notification.objects.exists()


def test_hidden_and_absent_and_never_thought_of_look_alike(sign_in):
    browser = sign_in()
    pages = [browser.get(address) for address in ("/t/absent/", "/nowhere/", "/staff/posts/nobody/end/")]
    manager = sign_in("business_manager", membership=None)
    elsewhere = make.membership("mash_screener", of=make.team(in_area=make.area("850", "Hampshire")))
    gone, other_area = (manager.get(f"/staff/posts/{public_id}/end/") for public_id in ("zzzz", elsewhere.public_id))
    assert (gone.status_code, other_area.status_code) == (404, 404)
    assert without_nonce(gone.content) == without_nonce(other_area.content)
    assert without_nonce(pages[0].content) == without_nonce(pages[1].content)
    assert dict(gone.headers).keys() == dict(other_area.headers).keys()


def test_a_404_says_nothing_of_what_it_was(db):
    page = Client().get("/nowhere/?name=Ada").content.decode()
    assert "Ada" not in page
    assert "There is no such page here for you" in page


def test_what_cannot_be_read_is_a_400_in_words(sign_in):
    answer = sign_in().get("/t/bad/")
    assert answer.status_code == 400
    assert "We could not read what was sent" in answer.content.decode()


def test_a_page_open_too_long_is_told_to_open_again(db):
    answer = Client(enforce_csrf_checks=True).post("/t/form/", {"a": "b"})
    assert answer.status_code == 403
    assert "Open the page again, then send it" in answer.content.decode()


def test_someone_without_a_post_is_told_whom_to_ask(sign_in):
    post = make.membership("mash_screener", ends_on=make.LONG_AGO)
    answer = sign_in(membership=post).get("/today/")
    assert answer.status_code == 403
    assert "You have no role here today" in answer.content.decode()


def test_the_post_is_chosen_and_kept_for_next_time(sign_in):
    first = make.membership("mash_screener", of=make.team("Alpha"))
    second = make.membership("dsl", of=make.team("Beta"), user=first.user)
    browser = sign_in(membership=first)
    assert "as <strong>MASH screener</strong>" in browser.get("/today/").content.decode()
    browser.post("/posts/", {"post": second.public_id})
    assert "as <strong>Designated safeguarding lead</strong>" in browser.get("/today/").content.decode()
    again = sign_in(membership=first)
    again.cookies["breakwater_post"] = browser.cookies["breakwater_post"].value
    assert "as <strong>Designated safeguarding lead</strong>" in again.get("/today/").content.decode()


def test_nobody_acts_in_anothers_post(sign_in):
    other = make.membership("mash_manager")
    browser = sign_in("dsl")
    browser.post("/posts/", {"post": other.public_id})
    assert "as <strong>Designated safeguarding lead</strong>" in browser.get("/today/").content.decode()


def test_the_menu_shows_what_the_post_may_use_and_nothing_else(sign_in):
    assert "People and roles" in sign_in("business_manager").get("/today/").content.decode()
    assert "People and roles" not in sign_in("mash_screener").get("/today/").content.decode()


def test_health_is_asked_without_signing_in(db):
    assert Client().get("/healthz").content.decode() == f"ok {VERSION}"


@pytest.mark.parametrize("shown", [context.SITE, context.SITE[1:3]])
def test_the_bar_of_the_site_is_written_in_one_place_for_all_of_its_pages(db, monkeypatch, shown):
    monkeypatch.setattr(context, "SITE", shown)
    bars = [
        re.findall(r'bw-site-bar__link" href="([^"]+)">([^<]+)<', Client().get(path).content.decode())
        for path in ("/", "/services/", "/procedures/")
    ]
    assert bars[0] == bars[1] == bars[2]
    assert len(bars[0]) == len(shown)


def test_the_sign_in_page_offers_999_and_a_contact_without_an_account(db):
    page = Client().get("/account/login/").content.decode()
    assert 'href="tel:999"' in page
    assert "/contacts/without-account/" in page
