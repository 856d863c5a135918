"""Two requests that wait for one another: the one that is undone goes again, and else says so and keeps what was typed."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from psycopg.errors import DiskFull

from breakwater.delivery.urls import urlpatterns as real
from breakwater.delivery.web import again
from breakwater.foundation.audit.models import Entry
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Invitation, Team, User
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

LONGER_THAN_THE_WAIT = 1.3  # the database looks for a ring a second after someone began to wait
ROUND = []  # what happens at each turn of the view; set by a test
READ = []


def saves(request):
    """Writes, then does what the round holds. Says "Saved" and how much of the file came."""
    Notification.objects.create(user=request.user, words=request.POST["words"], path="/", made_at=timezone.now())
    messages.success(request, "Saved")
    request.session["note"] = request.session.get("note", 0) + 1
    if "file" in request.FILES:
        READ.append(request.FILES["file"].read())
    if ROUND:
        ROUND.pop(0)()
    return HttpResponse("saved")


def closes_its_file(request):
    request.FILES["file"].close()
    ROUND.pop(0)()
    return HttpResponse("saved")


handler400 = "breakwater.delivery.web.answers.bad_request"
handler500 = "breakwater.delivery.web.answers.fault"
urlpatterns = [*real, path("t/", include(([path("saves/", saves), path("closes/", closes_its_file)], "t")))]


@pytest.fixture
def browser(transactional_db, settings):
    settings.ROOT_URLCONF = __name__
    post = make.membership("mash_screener")
    return signed_in(post)


@pytest.fixture
def collide(browser, owner_connection):
    """`collide()`, within a view, gets into a ring with another connection, and the view's transaction is the one undone."""
    first, second = make.team("First"), make.team("Second")
    ROUND.clear()
    READ.clear()

    def ring():
        with connection.cursor() as cursor:
            cursor.execute("select 1 from organisations_team where id = %s for update", [first.pk])
        owner_connection.execute("begin")
        owner_connection.execute("select 1 from organisations_team where id = %s for update", [second.pk])
        waits = threading.Thread(target=theirs)
        waits.start()
        time.sleep(LONGER_THAN_THE_WAIT)  # they have looked for a ring and found none: now we close it
        try:
            Team.objects.select_for_update().get(pk=second.pk)
        finally:
            waits.join()

    def theirs():
        owner_connection.execute("select 1 from organisations_team where id = %s for update", [first.pk])
        owner_connection.execute("rollback")

    return ring


def test_the_one_that_was_undone_is_done_again_and_once(browser, collide):
    ROUND.append(collide)
    answer = browser.post("/t/saves/", {"words": "First visit"})
    assert (answer.status_code, answer.content) == (200, b"saved")
    assert ROUND == []
    assert Notification.objects.filter(words="First visit").count() == 1
    assert browser.session["note"] == 1
    assert browser.get("/me/").content.decode().count("Saved") == 1


def test_a_file_is_read_again_from_its_beginning(browser, collide):
    ROUND.append(collide)
    sent = {"words": "x", "file": SimpleUploadedFile("plan.txt", b"the whole plan")}
    assert browser.post("/t/saves/", sent).status_code == 200
    assert READ == [b"the whole plan"] * 2


def test_undone_twice_it_says_so_and_keeps_what_was_typed(browser, collide):
    ROUND.extend([collide, collide])
    typed = {
        "words": "Line one\n<b>line two</b>",
        "idempotency": "7f9c",
        "csrfmiddlewaretoken": "t",
        "password": "secret",
    }
    answer = browser.post("/t/saves/?tab=2", typed)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Someone saved at the same moment" in page
    assert "Line one\n&lt;b&gt;line two&lt;/b&gt;</textarea>" in page.replace("\r\n", "\n")
    assert '<textarea name="idempotency"' in page
    assert 'action="/t/saves/?tab=2"' in page
    assert "secret" not in page
    assert "Saved" not in page
    assert not Notification.objects.exists()
    assert "note" not in browser.session
    again_sent = browser.post("/t/saves/?tab=2", typed)
    assert again_sent.status_code == 200
    assert Notification.objects.count() == 1


def test_a_file_that_cannot_be_read_again_is_asked_for(browser, collide):
    ROUND.append(collide)
    answer = browser.post("/t/closes/", {"file": SimpleUploadedFile("plan.txt", b"plan")})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Choose your file again" in page
    assert "<textarea" not in page


def test_a_board_that_asked_in_the_background_is_drawn_anew_with_the_words(browser, collide):
    ROUND.extend([collide, collide])
    answer = browser.post("/t/saves/", {"words": "x"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "Someone saved at the same moment" in browser.get("/me/").content.decode()


def test_an_autosave_hears_it_in_a_word(browser, collide):
    ROUND.extend([collide, collide])
    answer = browser.post("/t/saves/", {"words": "x"}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain; charset=utf-8")


def test_any_other_fault_of_the_database_is_a_fault():
    gone = OperationalError("the connection is gone")
    gone.__cause__ = psycopg.errors.AdminShutdown("terminating connection")
    assert not again.was_together(gone)
    assert not again.was_together(ValueError())


def test_what_was_undone_leaves_one_entry_in_the_audit(browser, collide, owner_connection):
    before = owner_connection.execute(f"select count(*) from {Entry._meta.db_table}").fetchone()
    ROUND.append(collide)
    browser.post("/t/saves/", {"words": "x"})
    after = owner_connection.execute(f"select count(*) from {Entry._meta.db_table}").fetchone()
    assert after[0] - before[0] <= 1


def test_a_key_of_a_form_that_was_used_before_is_told_from_other_refusals(db, rf):
    person = {"email": "once@example.org", "name": "Once", "password": "!"}
    User.objects.create(**person)
    with pytest.raises(IntegrityError) as other, transaction.atomic():
        User.objects.create(**person)
    sent = rf.post("/", {"idempotency": "8f14e45f-ceea-467f-a8d6-0c9b6a3f1d2e"})
    assert not again.was_sent_before(sent, other.value)
    assert again.was_sent_before(rf.post("/", {"idempotency": "once@example.org"}), other.value)
    assert not again.was_sent_before(rf.get("/"), other.value)
    assert again.OF_A_KEY.search("casework_document_key_key")
    assert not again.OF_A_KEY.search("organisations_user_email_key")


def test_a_key_that_another_ones_form_used_is_answered_409_with_what_was_typed(transactional_db, caplog):
    team = make.team("Office")
    first, second = (signed_in(make.membership("business_manager", of=team)) for _ in range(2))
    sent = {
        "email": "new@example.org",
        "name": "Nia New",
        "team": team.pk,
        "role": "dsl",
        "idempotency": "8f14e45f-ceea-467f-a8d6-0c9b6a3f1d2e",
    }
    assert first.post("/staff/invite/", sent).status_code == 302
    page = second.post("/staff/invite/", sent | {"email": "other@example.org", "name": "Oda Other"})
    assert page.status_code == 409
    assert "You have sent this page already" in page.content.decode()
    assert "Oda Other" in page.content.decode()
    assert not [record for record in caplog.records if record.exc_info]


def invitation(team, **more) -> dict:
    key = "0f14e45f-ceea-467f-a8d6-0c9b6a3f1d2f"
    return {"email": "new@example.org", "name": "Nia New", "team": team.pk, "role": "dsl", "idempotency": key} | more


def test_a_forms_key_is_taken_once_in_a_sign_in_whatever_page_it_is_sent_to(transactional_db):
    team = make.team("Office")
    member = make.membership("business_manager", of=team)
    browser = signed_in(member)
    assert browser.post("/staff/invite/", invitation(team)).status_code == 302
    assert browser.post("/staff/shift/", invitation(team, name="Somebody Else")).status_code == 409
    assert browser.post("/staff/invite/", invitation(team)).status_code == 302  # the same words again: a second press


@pytest.mark.parametrize("way", ["urn:uuid:{}", "{{{}}}", "uuid:{}"])
def test_a_key_in_another_spelling_is_no_page_of_ours(transactional_db, way):
    team = make.team("Office")
    browser = signed_in(make.membership("business_manager", of=team))
    key = way.format(invitation(team)["idempotency"])
    page = browser.post("/staff/invite/", invitation(team, idempotency=key))
    assert page.status_code == 200
    assert "Open this page again, then send it" in page.content.decode()
    with acting_as(make.intake()):
        assert not Invitation.objects.exists()


def test_two_sendings_of_one_form_at_the_same_moment_are_answered_after_each_other(transactional_db):
    team = make.team("Office")
    browser = signed_in(make.membership("business_manager", of=team))
    browsers = [browser, Client()]
    browsers[1].cookies = browser.cookies
    with ThreadPoolExecutor(2) as both:
        names = ("Nia New", "Oda Other")
        came = [
            both.submit(send_closing, one, invitation(team, name=name))
            for one, name in zip(browsers, names, strict=True)
        ]
        assert sorted(one.result() for one in came) == [302, 409]


def send_closing(browser, sent) -> int:
    try:
        return browser.post("/staff/invite/", sent).status_code
    finally:
        connection.close()


def sends(rf, session: SessionStore, form: str, words: str):
    request = rf.post("/", {"idempotency": form, "words": words})
    request.session, request.route = session, None
    return request


def test_of_two_tabs_that_send_at_one_moment_neither_form_is_forgotten(db, rf):
    sign_in = SessionStore()
    sign_in.create()
    tabs = [SessionStore(sign_in.session_key) for _ in range(2)]
    for tab in tabs:
        tab["tab"] = "read before the other is saved"
    for tab, form in zip(tabs, ("first", "second"), strict=True):
        again.remember(sends(rf, tab, form, "A"), HttpResponse(status=302))
    for tab in tabs:
        tab.save()
    for form in ("first", "second"):
        now = SessionStore(sign_in.session_key)
        assert not again.says_otherwise(sends(rf, now, form, "A"))
        assert again.says_otherwise(sends(rf, now, form, "B"))


def test_a_form_is_remembered_however_many_were_sent_since_and_in_its_own_sign_in_alone(db, rf):
    mine, other = SessionStore(), SessionStore()
    mine.create()
    other.create()
    for number in range(45):
        again.remember(sends(rf, mine, f"form {number}", "A"), HttpResponse(status=302))
    assert [again.says_otherwise(sends(rf, mine, f"form {n}", "B")) for n in (0, 44)] == [True, True]
    assert not again.says_otherwise(sends(rf, other, "form 0", "B"))
    again.remember(sends(rf, mine, "drawn again", "A"), HttpResponse(status=200))
    assert not again.says_otherwise(sends(rf, mine, "drawn again", "B"))


@pytest.fixture
def no_room(browser):
    """What the database says where its disk is full, as the driver gives it to Django."""

    def full():
        try:
            raise DiskFull("could not extend file")
        except DiskFull as cause:
            raise OperationalError("could not extend file") from cause

    ROUND.clear()
    READ.clear()
    return full


def test_a_full_disk_says_that_nothing_was_saved_and_keeps_what_was_typed(browser, no_room):
    ROUND.append(no_room)
    answer = browser.post("/t/saves/", {"words": "She eats alone"})
    assert answer.status_code == 503
    assert "Nothing you sent was saved" in answer.text
    assert "call 999" in answer.text
    assert "She eats alone" in answer.text
    assert Notification.objects.count() == 0


def test_a_full_disk_of_the_files_says_so_too(browser):
    def full():
        with open("/dev/full", "wb", buffering=0) as file:
            file.write(b"x")

    ROUND[:] = [full]
    assert "Nothing you sent was saved" in browser.post("/t/saves/", {"words": "Again"}).text
    assert Notification.objects.count() == 0


def cut():
    """The database ends the connection, as where it is stopped, dies or fails over."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pg_backend_pid())")


def is_away():
    """What the driver says where nothing listens."""
    psycopg.connect("host=127.0.0.1 port=1 connect_timeout=1")


def is_away_to_django():
    try:
        is_away()
    except psycopg.OperationalError as cause:
        raise OperationalError(str(cause)) from cause


@pytest.mark.parametrize("goes", [cut, is_away_to_django])
def test_a_database_that_is_away_keeps_what_was_typed_and_says_when_to_send_it_again(browser, goes):
    browser.raise_request_exception = False
    ROUND[:] = [goes]
    answer = browser.post("/t/saves/", {"words": "She eats alone", "csrfmiddlewaretoken": "t"})
    connection.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "not available at the moment" in answer.text
    assert "may not have been saved" in answer.text
    assert "She eats alone" in answer.text
    assert "call <a" in answer.text
    assert Notification.objects.count() == 0
    ROUND[:] = [goes]
    asks = {"headers": {"Accept": "application/json"}}
    assert browser.post("/t/saves/", {"words": "Again"}, **asks).json()["status"] == 503
    connection.close()
    ROUND.clear()
    assert browser.post("/t/saves/", {"words": "She eats alone"}).status_code == 200


def test_a_database_that_goes_away_once_it_was_saved_says_so_too(browser):
    browser.raise_request_exception = False
    ROUND[:] = [lambda: transaction.on_commit(cut, robust=True)]
    answer = browser.post("/t/saves/", {"words": "She eats alone"})
    connection.close()
    assert answer.status_code == 503
    assert "may not have been saved" in answer.text
    assert Notification.objects.filter(words="She eats alone").count() == 1


def test_a_fault_of_ours_is_still_ours(browser):
    browser.raise_request_exception = False
    ROUND[:] = [lambda: connection.cursor().execute("select nowhere")]
    answer = browser.post("/t/saves/", {"words": "She eats alone"})
    assert answer.status_code == 500
    assert "This is our fault" in answer.text
