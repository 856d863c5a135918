"""What everyone reads: home by need, pages, one search. Fast, without script, with help never further than a click."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.design import search_results
from breakwater.knowledge.content import front, presenting, reading
from breakwater.knowledge.content.models import Home, Page
from breakwater.knowledge.directory import urgent
from breakwater.partnership.organisations.models import Area, ContactPoint, DutyPost, Patch, School, TeamService
from breakwater_dev.testing import factories as make

OWN = re.compile(rb'href="(/(?:home|news|library|services|find)[^"#?]*)"')
FROM_ELSEWHERE = re.compile(rb'<(?:script|link|img|iframe)[^>]*(?:src|href)="https?://')


def test_every_page_opens_leads_to_the_front_door_and_loads_nothing_from_elsewhere(site_here, client):
    for page in Page.objects.of(site_here):
        answer = client.get(presenting.address_of(page))
        assert answer.status_code == 200, page.slug
        assert b'href="/worried/"' in answer.content
        assert FROM_ELSEWHERE.findall(answer.content) == []
        assert b"<h1" in answer.content
        assert len(answer.content) < 60_000


@pytest.mark.parametrize("address", ["/", "/guide/prevent/", "/library/", "/services/", "/procedures/", "/bulletins/"])
def test_pages_alike_for_everyone_are_sent_compressed_and_a_session_or_what_was_typed_is_not(
    site_here, client, address, signed_in, by
):
    taken = {"Accept-Encoding": "gzip"}
    page = client.get(address, headers=taken)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert len(page.content) < len(client.get(address).content) / 2
    assert "Content-Encoding" not in signed_in(by).get(address, headers=taken).headers
    typed = client.post(
        "/services/", {"words": "my dad hits me"}, headers=taken, follow=True
    )  # the light page that takes what is typed
    assert typed.status_code == 200
    assert "Content-Encoding" not in typed.headers


def test_every_page_says_once_what_it_is_and_its_headings_go_down_step_by_step(site_here, client):
    paths = [presenting.address_of(page) for page in Page.objects.of(site_here)]
    for path in [
        *paths,
        "/",
        "/worried/",
        "/for/children/",
        "/library/",
        "/library/offer/",
        "/find/",
        "/news/",
        "/bulletins/",
        "/bulletins/join/",
        "/services/",
        "/procedures/",
        "/words/",
    ]:
        html = client.get(path).content.decode()
        said = re.findall(r'<meta name="description" content="([^"]+)">', html)
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
        assert (len(said), levels[0], levels.count(1)) == (1, 1, 1), path
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), path


def test_every_link_between_the_pages_leads_somewhere(site_here, client):
    addresses = {"/", "/for/parents/", "/for/professionals/"} | {
        presenting.address_of(page) for page in Page.objects.of(site_here)
    }
    links = {link.decode() for address in addresses for link in OWN.findall(client.get(address).content)}
    assert {link: code for link in links if (code := client.get(link).status_code) != 200} == {}


def test_home_says_first_who_answers_now_and_leads_each_reader_on(site_here, client):
    text = client.get("/").content.decode().partition("<main")[2]
    assert text.index('id="worried"') < text.index('role="search"') < text.index('id="for-worried"')
    tiles = re.findall(r'id="for-(\w+)"><svg[^>]*>.*?</svg><a class="govuk-link" href="([^"]+)"', text)
    assert tiles == [
        ("worried", "/worried/"),
        *((reader, f"/for/{reader}/") for reader in ("children", "parents", "schools", "professionals")),
        ("services", "/services/"),
    ]
    for href in ("/procedures/", "/library/", "/guide/prevent/", "/guide/the-partnership/training/", "/news/"):
        assert f'href="{href}"' in text
    assert client.get("/guide/").url == "/"


def test_children_are_led_to_the_form_of_their_own(site_here, client):
    ways = {reader: client.get(f"/for/{reader}/").content.decode() for reader in ("children", "parents")}
    way = r'href="([^"]+)">Tell us that you are worried</a>'
    assert {reader: re.findall(way, page) for reader, page in ways.items()} == {
        "children": ["/tell-us/child/"],
        "parents": ["/worried/"],
    }


def test_titles_of_public_pages_are_unique(site_here, client):
    paths = {presenting.address_of(page) for page in Page.objects.of(site_here)}
    paths |= {"/", "/news/", "/library/", "/find/", "/services/", "/procedures/", "/bulletins/", "/words/"}
    paths |= {f"/for/{reader}/" for reader in ("children", "parents", "schools", "professionals")}
    titles = [re.search(r"<title>(.*?)</title>", client.get(path).content.decode())[1] for path in sorted(paths)]
    assert [title for title in set(titles) if titles.count(title) > 1] == []


def test_a_page_shows_the_section_that_it_stands_in(site_here, client):
    text = client.get("/guide/prevent/how-to-refer/").content.decode()
    section = text.partition('class="bw-around"')[2].partition("</nav>")[0]
    assert section.count("aria-current") == 1
    assert 'href="/guide/prevent/myths-and-facts/"' in section
    assert "bw-around" not in client.get("/guide/sixteen-days/").content.decode()


def test_a_page_says_who_keeps_it_and_that_it_is_overdue(site_here, client):
    page = Page.objects.get(slug="tier-2-co-ordinators")
    Page.objects.filter(pk=page.pk).update(reviewed_on="2020-01-01", review_by="2021-01-01")
    text = client.get(presenting.address_of(page)).content.decode()
    assert "Page owner Partnership office" in text
    assert "overdue" in text


def test_sg_31_a_page_with_a_helpline_says_when_its_number_was_checked_last(site_here, client):
    Page.objects.update(reviewed_on="2026-11-25")
    said = "The helpline numbers were last checked on 25 November 2026."
    for slug in ("domestic-abuse", "going-missing", "forced-marriage", "eating"):
        assert said in client.get(f"/guide/what-can-harm-a-child/{slug}/").content.decode()
    assert "helpline numbers" not in client.get("/guide/what-can-harm-a-child/neglect/").content.decode()


def test_contacts_are_the_areas_own_duty_posts_and_only_what_is_public(site_here, client):
    team = make.team("Link co-ordinators")
    TeamService.objects.create(team=team, area=make.area(), service="education_link")
    north = Patch.objects.create(area=make.area(), name="North")
    DutyPost.objects.create(
        team=team,
        patch=north,
        title="Link co-ordinator, North",
        telephone="01632 960701",
        email="private@example.org",
        telephone_is_public=True,
        pager="01632 960999",
        last_checked_on="2026-11-01",
    )
    for urn, name, patch in (("100001", "Harbour Primary", north), ("100002", "Elsewhere School", None)):
        School.objects.create(organisation=make.organisation(name, "SCHOOL"), urn=urn, la_code="851", patch=patch)
    text = client.get("/guide/link-co-ordinators/").content.decode()
    assert 'href="tel:01632960701"' in text
    assert "Schools in North (1)" in text
    assert "Harbour Primary" in text
    assert "Elsewhere School" not in text
    assert "private@example.org" not in text
    assert "01632 960999" not in text


def test_the_partnership_is_reached_at_its_own_office_and_about_a_child_at_the_mash(site_here, client, keeper):
    assert b"published no number or address here yet" in client.get("/guide/the-partnership/").content
    DutyPost.objects.create(
        team=keeper.team,
        title="Partnership office",
        telephone="01632 960750",
        email="office@example.org",
        email_is_public=True,
        last_checked_on="2026-11-01",
    )
    text = client.get("/guide/the-partnership/").content.decode()
    assert 'href="mailto:office@example.org"' in text
    assert "01632 960750" not in text
    assert text.index("do not send it to the partnership") < text.index("office@example.org")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("radicalised", "Worried that your child"),
        ("sexual harrassment", "Sexual harassment"),
        ("tier two coordinator", "Tier 2 co-ordinators"),
        ("orpheos projekt", "Project Orpheus"),
    ],
)
def test_the_search_forgives_spelling_and_other_words(site_here, client, typed, title):
    assert title in client.post("/find/", {"looking_for": typed}, follow=True).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "my dad hits me",
        "cutting",
        "dv",
        "I want to die",
        "self-harm",
        "qwertyuiop",
        "someone stabbed me",
        "has a gun",
        "I want to end my life",
        "took pills",
        "slit wrists",
        "afraid of my dad",
        "frightened",
        "not safe at home",
        "i dont feel safe",
        "unsafe",
        "rapist",
        "sexting",
        "nudes",
        "forced marriage",
        "fgm",
        "trafficking",
        "exploited",
        "bullied",
        "ran away",
        "missing",
        "drowning",
        "poison",
        "he died",
        "suicde",
        "strangeld",
        "neglet",
        "j'ai peur",
        "mon père me frappe",
        "une arme",
        "il me fait mal",
        "zelfmoord",
        "ik word geslagen",
        "papa slaat me",
        "een wapen",
        "bedreiging",
    ],
)
def test_whom_to_ring_stands_before_what_was_found_where_somebody_may_be_in_danger(site_here, client, typed):
    ContactPoint.objects.create(
        area=None,
        purpose="HELPLINE",
        label="Childline",
        telephone="0800 1111",
        effective_from="2026-01-01",
        last_checked_on="2026-01-01",
        review_by="2040-01-01",
    )
    page = client.post("/find/", {"looking_for": typed}, follow=True).content.decode().partition("<main")[2]
    assert page.index("tel:08001111") < (page.find("bw-entries") if "bw-entries" in page else len(page))
    assert (
        "Childline"
        not in client.post("/find/", {"looking_for": "tier 2"}, follow=True).content.decode().partition("<main")[2]
    )


def test_a_child_who_writes_sentences_reads_whom_to_ring_and_what_was_found(site_here, client):
    typed = "I do not know what to do any more. It has been like this for a long time and nobody at home listens to me. My dad hits me."
    page = client.post("/find/", {"looking_for": typed}, follow=True).content.decode().partition("<main")[2]
    assert "Somebody helps now" in page
    assert "Shorten" not in page
    found = client.post("/find/", {"looking_for": typed * 20}, follow=True).content.decode()
    assert "Somebody helps now" in found


def test_a_helpline_reached_by_text_or_on_the_web_alone_says_so_in_the_search(site_here, client):
    ContactPoint.objects.create(
        area=None,
        purpose="HELPLINE",
        label="Text line",
        text_number="01632 960301",
        website="https://www.example.org/help",
        effective_from="2026-01-01",
        last_checked_on="2026-01-01",
        review_by="2040-01-01",
    )
    words = client.post("/find/", {"looking_for": "suicide"}, follow=True).content.decode()
    assert "text 01632 960301" in words
    assert 'href="https://www.example.org/help"' in words


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "tier 2",
            "help near you",
            "training for teachers",
            "link co-ordinator",
            "bulletin",
            "library",
            "shared care",
        ),
        *(
            "hate maths",
            "i hate school dinners",
            "teacher training",
            "tutor near me",
            "football coach",
            "stepdads group",
        ),
        *("meeting point", "power point", "point of contact", "stop smoking", "text size", "photo consent form"),
        *(
            "parent wants to go on holiday",
            "early help meeting",
            "who is my youth worker",
            "want to live in portsmouth",
        ),
    ],
)
def test_what_sounds_like_no_danger_is_answered_without_alarm(typed):
    assert not urgent.sounds_urgent(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("i hate my life", "hate myself", "I can't go on", "i cant cope any more", "nobody would miss me"),
        *("no one cares about me", "there is no point", "what's the point", "i don’t want to be here", "unalive"),
        *("dont want to wake up", "i just want it to stop", "i wish i was never born", "better off without me"),
        *("my teacher keeps texting me", "coach keeps messaging", "my uncle is always snapping me"),
        *("my tutor messages me at night", "stepdad watches me in the shower", "my teacher calls my daughter"),
        *("he wants to meet me alone", "she asked me to meet", "send him pictures", "boyfriend wants pics"),
        *("asks for photos of me", "he said its our secret", "told not to tell my mum", "wont stop messaging me"),
    ],
)
def test_a_cry_for_help_without_a_word_of_danger_is_heard(typed):
    assert urgent.sounds_urgent(typed)


def test_a_child_who_says_what_happens_is_led_to_who_helps(site_here, client):
    assert (
        "If something is wrong"
        in client.post("/find/", {"looking_for": "my dad hits me"}, follow=True).content.decode()
    )


def test_what_is_typed_stands_in_no_address_and_back_and_reload_work_for_ten_minutes_on_that_device_alone(
    site_here, client, monkeypatch
):
    first = client.post("/find/", {"looking_for": "tier 2"})
    second = client.post("/find/", {"looking_for": "prevent"})
    assert re.fullmatch(r"/find/[\w-]{16}/", first.url)
    assert "tier" not in first.cookies["asked"].output()
    for _ in range(2):
        assert "Tier 2 co-ordinators" in client.get(first.url).content.decode()
    assert ">Prevent" in client.get(second.url).content.decode()
    assert client.get(first.url).headers["Cache-Control"] == "no-store, max-age=0"
    elsewhere = type(client)().get(first.url)
    assert (elsewhere.status_code, b"Tier 2 co-ordinators" in elsewhere.content) == (404, False)
    now = search_results.time()
    monkeypatch.setattr(search_results, "time", lambda: now + search_results.MINUTES * 60 + 1)
    assert client.get(first.url).status_code == 404


def test_sg_24_leaving_at_once_forgets_what_was_searched_for(site_here, client):
    address = client.post("/find/", {"looking_for": "tier 2"}).url
    assert b'href="/tell-us/leave/"' in client.get(address).content
    client.get("/tell-us/leave/")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("address", "box"), [("/library/", "words"), ("/services/", "words")])
def test_sg_24_what_sounds_urgent_stands_in_no_address_and_nothing_of_it_stays_on_the_device(
    site_here, client, monkeypatch, address, box
):
    calm = client.post(address, {box: "tier 2"})
    assert (calm.status_code, calm.cookies["asked"]["max-age"], calm.cookies["asked"]["expires"]) == (302, "", "")
    held = client.cookies["asked"].value
    answer = client.post(address, {box: "my dad hits me"})
    assert (answer.status_code, "asked" in answer.cookies, client.cookies["asked"].value) == (302, False, held)
    assert re.fullmatch(rf"{address}now/[\w=-]+/", answer.url)
    for _ in range(2):  # Back and Reload
        shown = client.get(answer.url)
        assert shown.headers["Cache-Control"] == "no-store, max-age=0"
        page = shown.content.decode()
        assert "Somebody helps now" in page
        assert 'href="/tell-us/leave/"' in page
        assert "hits" not in page
    monkeypatch.setattr(search_results, "MINUTES", -1)
    assert "Somebody helps now" in client.get(answer.url).content.decode()


def test_sg_24_what_sounds_urgent_is_answered_at_an_address_that_says_nothing_of_it_for_ten_minutes(
    site_here, client, monkeypatch
):
    sent_on = client.post("/find/", {"looking_for": "my dad hits me"})
    assert (sent_on.status_code, "asked" in client.cookies) == (302, False)
    assert re.fullmatch(r"/find/now/[\w=-]+/", sent_on.url)
    for _ in range(2):  # Back and Reload
        page = client.get(sent_on.url).content.decode()
        assert "Somebody helps now" in page
        assert "If something is wrong" in page
        assert "hits" not in page.partition("bw-entries")[0]
        assert 'href="/tell-us/leave/"' in page
    assert client.get(sent_on.url).headers["Cache-Control"] == "no-store, max-age=0"
    monkeypatch.setattr(search_results, "MINUTES", -1)
    for address in (sent_on.url, "/find/now/nothing-of-ours/"):
        page = client.get(address).content.decode()
        assert "Somebody helps now" in page
        assert "bw-entries" not in page


@pytest.mark.parametrize("typed", ["i want to die", "i hate my life", "my teacher keeps texting me"])
def test_beside_whom_to_ring_stand_pages_for_families_in_their_language(site_here, client, typed):
    page = client.post("/find/", {"looking_for": typed}, follow=True).content.decode()
    listed = page.partition('id="found"')[2].partition("For professionals (")[0]
    assert "If something is wrong" in listed
    assert not re.search("Procedures:|For professionals|For schools|Français|Nederlands", listed)


def test_what_professionals_look_for_stands_folded_beneath_whom_to_ring(site_here, client):
    page = client.post("/find/", {"looking_for": "allegation that a teacher hit a pupil"}, follow=True).content.decode()
    folded = page.partition("For professionals (")[2]
    assert "Allegation against someone who works with children" in folded


def test_a_cookie_in_letters_of_no_alphabet_of_ours_opens_nothing(site_here, client):
    client.cookies["asked"] = "né"
    assert client.get("/find/AAAAAAAAAAAAAAAA/").status_code == 404


def test_results_are_narrowed_to_one_kind(site_here, client):
    every, news, nonsense = (
        re.findall(
            r">([^<]+)</a></h3>",
            client.post("/find/", {"looking_for": "days of action", "only": only}, follow=True).content.decode(),
        )
        for only in ("", "bulletins", "nonsense")
    )
    assert news == ["16 Days of Action against domestic abuse"]
    assert set(news) < set(every)
    assert nonsense == every
    address = client.post("/find/", {"looking_for": "prevent"}).url
    page = client.get(f"{address}?only=pages").content.decode()
    assert f'href="{address}?only=pages" aria-current="true">' in page


def test_an_editors_own_words_lead_to_what_they_mean(site_here, client):
    assert "Nothing fits" in client.post("/find/", {"looking_for": "zorbing"}, follow=True).content.decode()
    Home.objects.update(search_words="zorbing = tier 2 co-ordinators")
    assert "Tier 2 co-ordinators" in client.post("/find/", {"looking_for": "zorbing"}, follow=True).content.decode()


def test_a_page_takes_few_queries_and_as_many_with_three_pages_beneath_as_with_one(site_here, client):
    parent = Page.objects.get(slug="the-partnership")
    counts = []
    for rounds in (1, 3):
        for each in range(rounds):
            parent.add_child(
                instance=Page(
                    title=f"Page {rounds} {each}",
                    slug=f"p{rounds}-{each}",
                    summary="Words",
                    kept_by=parent.kept_by,
                    reviewed_on=timezone.localdate(),
                    review_by="2040-01-01",
                )
            )
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/guide/the-partnership/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_an_installation_without_a_site_says_so_and_still_leads_to_help(db, client):
    text = client.get("/").content.decode()
    assert "The site is still empty" in text
    assert client.get("/guide/anything/").status_code == 404


def test_a_page_is_drawn_with_six_questions_to_the_database(site_here, client):
    page = Page.objects.exclude(url_path__regex="/(fr|nl)/").get(slug="myths-and-facts")
    client.get(presenting.address_of(page))
    with CaptureQueriesContext(connection) as seen:
        client.get(presenting.address_of(page))
    asked = [each["sql"] for each in seen.captured_queries if each["sql"].startswith("SELECT")]
    assert len(asked) == 6, (
        "which rooms are off, whose site, which page, the way to it, its section, its other languages"
    )


def test_a_page_offers_no_way_into_a_room_that_is_off(site_here, client):
    make.team("MASH", service="front_door")
    page = presenting.address_of(reading.page_called(site_here, front.OF_PAGES["training"]))
    booking = f'role="button" draggable="false" data-module="govuk-button" href="{reverse("training:catalogue")}"'
    assert booking in client.get(page).content.decode()
    assert f'href="{page}"' in client.get("/").content.decode()
    Area.objects.filter(pk=site_here.area_id).update(rooms_off=["training"])
    assert booking not in client.get(page).content.decode()
    home = client.get("/").content.decode().partition("<main")[2]
    assert f'bw-ways__name" href="{page}"' not in home
