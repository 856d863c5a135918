"""The pages of an area's configuration: who may open them, what they say, and that they take whatever is typed."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.partnership.organisations.models import ContactPoint, DutyPost, OpeningHours, Patch, Team
from breakwater_dev.testing import factories as make

Purpose = ContactPoint.Purpose
HOSTILE = ["\x00", "a" * 5000, "<script>alert(1)</script>", "'; drop table x; --", "\u202e\U0001f600"]


def words_of(answer) -> str:
    return answer.content.decode()


def three(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.fixture
def mash(db):
    team = make.team("MASH", service="front_door")
    OpeningHours.objects.bulk_create(
        OpeningHours(team=team, weekday=day, opens_at=time(8, 30), closes_at=time(17), effective_from=date(2020, 1, 1))
        for day in range(5)
    )
    return team


@pytest.fixture
def post(mash, today):
    return DutyPost.objects.create(
        team=mash,
        title="MASH duty manager",
        telephone="01632 960710",
        email="duty@example.org",
        telephone_is_public=True,
        last_checked_on=today - timedelta(days=300),
    )


@pytest.fixture
def addresses(number, mash, post, today):
    """Every address of these pages, with whether it takes a posted change alone."""
    area, point = make.area(), number()
    closure = area.closures.create(day=today + timedelta(days=3), reason="Moving")
    term = area.terms.create(label="Spring", starts_on=today + timedelta(days=40), ends_on=today + timedelta(days=90))
    return {
        "area": ([], False),
        "number_new": ([], False),
        "number": ([point.pk], False),
        "number_end": ([point.pk], False),
        "number_checked": ([point.pk], True),
        "hours": ([mash.public_id], False),
        "hours_call_off": ([mash.public_id], True),
        "closure_new": ([], False),
        "closure_remove": ([closure.pk], True),
        "term_new": ([], False),
        "term": ([term.pk], False),
        "term_remove": ([term.pk], True),
        "receiver": (["front_door"], False),
        "post": ([post.public_id], False),
        "post_checked": ([post.public_id], True),
    }


def test_every_page_opens_for_its_keeper_and_for_no_other_post(signed_in, browser, addresses):
    strangers = [signed_in(make.actor(role)) for role in ("mash_manager", "dsl", "information_governance")]
    for name, (arguments, posts_only) in addresses.items():
        where = reverse(f"organisations:{name}", args=arguments)
        assert browser.get(where).status_code == (405 if posts_only else 200), name
        for stranger in strangers:
            assert stranger.get(where).status_code == (405 if posts_only else 403), name
            assert stranger.post(where).status_code == (405 if name == "area" else 403), name


def test_another_areas_keeper_finds_nothing_of_ours(signed_in, addresses):
    neighbour = make.team("Partnership office", in_area=make.area("850", "Hampshire"))
    theirs = signed_in(make.actor("business_manager", of=neighbour))
    for name, (arguments, _) in addresses.items():
        if not arguments:
            assert theirs.get(reverse(f"organisations:{name}")).status_code == 200
        elif name in ("closure_remove", "term_remove"):
            theirs.post(reverse(f"organisations:{name}", args=arguments))
        else:
            assert theirs.post(reverse(f"organisations:{name}", args=arguments)).status_code == 404, name
    page = words_of(theirs.get(reverse("organisations:area")))
    assert "01632 960800" not in page
    assert (make.area().closures.count(), make.area().terms.count()) == (1, 1)


def test_the_page_says_what_holds_what_comes_and_what_must_be_checked(browser, number, mash, post, today):
    number(review_by=today - timedelta(days=1), effective_to=today + timedelta(days=4))
    number(telephone="01632 960888", effective_from=today + timedelta(days=5))
    number(Purpose.HELPLINE, label="Old helpline", effective_to=today - timedelta(days=1))
    number(Purpose.HELPLINE, area=None, label="National helpline", telephone="0800 1111", review_by=date(2025, 1, 1))
    Patch.objects.create(area=make.area(), name="North")
    make.team("Another team", service="assessment")
    page = words_of(browser.get(reverse("organisations:area")))
    for said in (
        "2 reviews are overdue",
        "Review overdue since",
        "Not checked for half a year",
        "Source: The council&#39;s page",
        "01632 960888",
        "To come",
        "Old helpline",
        "Numbers that have ended",
        "National: the same in every area",
        "See what the public reads at this moment",
        "Monday to Friday 8:30 to 17:00; Saturday and Sunday closed",
        "Staff only",
        "North",
        "25 December",
    ):
        assert said in page, said
    assert page.index("<span>MASH</span>") < page.index("<span>Another team</span>")


def test_a_change_posted_without_scripts_makes_one_new_row_however_often_it_is_sent(browser, number, today):
    old, tomorrow = number(), today + timedelta(days=1)
    where = reverse("organisations:number", args=[old.pk])
    sent = {"label": "MASH", "telephone": "01632 960811", "source": "Told by the head", "for_children": "no"}
    sent |= three("starts_on", tomorrow) | three("review_by", today + timedelta(days=90))
    for _ in range(2):
        answer = browser.post(where, sent)
        assert answer.url == reverse("organisations:area") + "#numbers"
    assert ContactPoint.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"telephone": ""}, "People who are worried about a child call it"),
        ({"telephone": "call us"}, "Enter a telephone number, like"),
        ({"website": "javascript:alert(1)"}, "Enter a whole web address"),
        ({"label": ""}, "Enter whose number it is"),
        ({"starts_on-year": "2020"}, "today or in the future"),
        ({"starts_on-year": "9999"}, "on or before"),
        ({"review_by-day": ""}, "must include a day"),
        ({"source": "x" * 300}, "Shorten this to 200"),
    ],
)
def test_a_slip_in_a_number_is_told_in_words(browser, number, today, typed, said):
    point = number()
    sent = {"label": "MASH", "telephone": "01632 960811", "source": "Told", "for_children": "no"}
    sent |= three("starts_on", today) | three("review_by", today) | typed
    answer = browser.post(reverse("organisations:number", args=[point.pk]), sent)
    assert answer.status_code == 200
    assert "There is a problem" in words_of(answer)
    assert said in words_of(answer)
    assert ContactPoint.objects.count() == 1


@pytest.mark.parametrize("short", ["116 123", "85258", "0800 1111", "999", "101", "0300 555 1373"])
def test_short_numbers_are_numbers(browser, today, short):
    sent = {"purpose": "OTHER", "label": "A line", "telephone": short, "source": "Its site", "for_children": "no"}
    sent |= three("starts_on", today) | three("review_by", today)
    assert browser.post(reverse("organisations:number_new"), sent).status_code == 302
    assert ContactPoint.objects.get().telephone == short


def test_the_only_number_for_worries_is_not_ended_and_the_page_says_why(browser, number):
    answer = browser.post(reverse("organisations:number_end", args=[number().pk]), {"when": "now"})
    assert "nobody who is worried about a child would know who to call" in words_of(answer)


def test_a_second_number_for_the_same_worry_is_refused_in_words(browser, number, today):
    number()
    sent = {"purpose": "FRONT_DOOR", "label": "M", "telephone": "01632 960811", "source": "Told", "for_children": "no"}
    sent |= three("starts_on", today) | three("review_by", today)
    assert "the page shows one" in words_of(browser.post(reverse("organisations:number_new"), sent))


def test_checked_today_is_one_press(browser, number, post, today):
    point = number(review_by=today - timedelta(days=9))
    browser.post(reverse("organisations:number_checked", args=[point.pk]))
    browser.post(reverse("organisations:post_checked", args=[post.public_id]))
    assert "I checked it today" not in words_of(browser.get(reverse("organisations:area")))
    assert "Nothing outstanding." in words_of(browser.get(reverse("organisations:area")))


def week(today, **days):
    return dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "") | three("starts_on", today) | days


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("8:30 to 17:00", [(time(8, 30), time(17))]),
        ("8.30am-5pm", [(time(8, 30), time(17))]),
        ("13:00 \u2013 17:00, 9:00 to 12:30", [(time(9), time(12, 30)), (time(13), time(17))]),
        ("midday to midnight", [(time(12), time(23, 59, 59))]),
    ],
)
def test_hours_are_understood_as_a_notice_says_them(browser, mash, today, typed, spans):
    answer = browser.post(reverse("organisations:hours", args=[mash.public_id]), week(today, tue=typed))
    assert answer.status_code == 302
    rows = mash.hours.filter(effective_from=today).order_by("opens_at")
    assert [(row.weekday, row.opens_at, row.closes_at) for row in rows] == [(1, *span) for span in spans]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the hours of at least one day"),
        ("9", "Write hours like 8:30 to 17:00"),
        ("9 to 5", "Write each time like 8:30"),
        ("17:00 to 8:00", "must close after it opens"),
        ("8:00 to 12:00, 11:00 to 15:00", "do not overlap"),
        *((text, "There is a problem") for text in HOSTILE),
    ],
)
def test_hours_that_cannot_be_are_told_in_words(browser, mash, today, typed, said):
    answer = browser.post(reverse("organisations:hours", args=[mash.public_id]), week(today, tue=typed))
    assert answer.status_code == 200
    assert said in words_of(answer)
    assert "<script>alert" not in words_of(answer)


def test_hours_set_for_later_are_told_before_others_are_entered(browser, mash, today):
    where = reverse("organisations:hours", args=[mash.public_id])
    browser.post(where, week(today + timedelta(days=9), tue="10:00 to 12:00"))
    assert "Other hours are set from" in words_of(browser.get(where))
    page = words_of(browser.get(reverse("organisations:area")))
    assert "Monday closed; Tuesday 10:00 to 12:00; Wednesday to Sunday closed" in page
    taken_back = {"starts_on": (today + timedelta(days=9)).isoformat()}
    browser.post(reverse("organisations:hours_call_off", args=[mash.public_id]), taken_back)
    assert "Tuesday 10:00" not in words_of(browser.get(reverse("organisations:area")))


def test_hours_shown_can_be_sent_back_as_they_are(browser, mash, today):
    page = words_of(browser.get(reverse("organisations:hours", args=[mash.public_id])))
    assert 'value="8:30 to 17:00"' in page
    assert "Clocks that already run keep the day they are due" in page


def test_closed_days_and_terms_warn_of_clocks_and_say_what_is_wrong(browser, today):
    closure, term = reverse("organisations:closure_new"), reverse("organisations:term_new")
    for where in (closure, term):
        assert "Clocks that already run keep the day they are due" in words_of(browser.get(where))
    backwards = three("first", today + timedelta(days=9)) | three("last", today + timedelta(days=8)) | {"reason": "x"}
    assert "must not be before the first" in words_of(browser.post(closure, backwards))
    long = three("first", today) | three("last", today + timedelta(days=40)) | {"reason": "x"}
    assert "at most 31 days" in words_of(browser.post(closure, long))
    assert "bank holiday" in words_of(
        browser.post(closure, three("first", date(today.year + 1, 12, 25)) | {"reason": "x"})
    )
    make.area().terms.create(label="Spring", starts_on=today, ends_on=today + timedelta(days=50))
    meets = (
        {"label": "Summer"}
        | three("starts_on", today + timedelta(days=50))
        | three("ends_on", today + timedelta(days=90))
    )
    assert "These dates overlap Spring" in words_of(browser.post(term, meets))


def test_a_duty_post_shows_the_public_only_what_is_ticked(browser, post):
    where = reverse("organisations:post", args=[post.public_id])
    browser.post(where, {"telephone": "01632 960710", "email": "duty@example.org", "public": ["email"]})
    post.refresh_from_db()
    assert (post.telephone_is_public, post.email_is_public) == (False, True)
    assert "an empty line cannot be public" in words_of(browser.post(where, {"telephone": "", "public": ["telephone"]}))


def test_another_team_receives_after_one_answer(browser):
    make.team("Family hub", service="early_help")
    other = make.team("Second hub")
    where = reverse("organisations:receiver", args=["early_help"])
    assert "What was offered before stays" in words_of(browser.get(where))
    assert browser.post(where, {"team": str(other.pk)}).status_code == 302
    assert other.services.get().service == "early_help"
    elsewhere = make.team(in_area=make.area("850", "Hampshire"))
    assert "Choose one of the answers" in words_of(browser.post(where, {"team": str(elsewhere.pk)}))


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_every_form_answers(browser, addresses, typed):
    boxes = (
        "label",
        "telephone",
        "website",
        "note",
        "source",
        "starts_on-day",
        "review_by-year",
        "purpose",
        "when",
        "first-day",
        "last-month",
        "reason",
        "team",
        "email",
        "public",
        "mon",
        "starts_on",
        "for_children",
    )
    for name, (arguments, _) in addresses.items():
        if name == "area":
            continue
        answer = browser.post(reverse(f"organisations:{name}", args=arguments), dict.fromkeys(boxes, typed))
        assert answer.status_code in (200, 302, 404), name
        assert "<script>alert" not in words_of(answer)


@pytest.mark.parametrize(
    "where", ["numbers/99999999999999999999/", "hours/%00/", "services/%00/", "posts/nobody/", "terms/0/"]
)
def test_an_address_of_nothing_is_not_found(browser, where):
    assert browser.get(f"/area/{where}").status_code == 404


def test_the_page_asks_the_database_as_often_for_many_as_for_few(browser, number, mash, post, today):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(reverse("organisations:area"))
        return len(asked)

    number()
    few = count()
    for each in range(3):
        number(Purpose.HELPLINE, label=f"Line {each}")
        team = make.team(f"Team {each}", service=f"service_{each}")
        OpeningHours.objects.create(
            team=team, weekday=0, opens_at=time(9), closes_at=time(10), effective_from=today + timedelta(days=each)
        )
        DutyPost.objects.create(team=team, title=f"Post {each}", last_checked_on=today)
        make.area().closures.create(day=today + timedelta(days=each), reason="Moving")
        make.area().terms.create(
            label=f"T{each}", starts_on=today + timedelta(days=10 * each), ends_on=today + timedelta(days=10 * each + 5)
        )
        Patch.objects.create(area=make.area(), name=f"Patch {each}")
    assert Team.objects.count() > 3
    assert count() == few
