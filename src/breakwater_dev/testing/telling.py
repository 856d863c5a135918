"""The public's side of the front door for tests: a MASH with hours and numbers, and answering its questions page by page."""

import re
from datetime import date, time, timedelta

from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import ContactPoint, OpeningHours, Team
from breakwater.practice.front_door.models import Contact, Submission
from breakwater_dev.testing import factories as make

LONG_AGO = date(2020, 1, 1)
ANSWERS = {
    "public": {
        "danger": {"immediate_danger": "no"},
        "worry": {"worry": "A small child screams every night"},
        "child": {"skip": "1"},
        "place": {"location": "Flat 12, Invented House", "location-postcode": "PO1 1AA"},
        "last_seen": {"last_seen": "Last night"},
        "relation": {"relation": "neighbour"},
        "family_told": {"skip": "1"},
        "safe_contact": {"skip": "1"},
    },
    "child": {
        "danger": {"immediate_danger": "no"},
        "worry": {"worry": "They shout and I hide"},
        "who": {"about_whom": "me"},
        "you": {"name": "Robin"},
        "age": {"age": "9"},
        "place": {"location": "12 Invented Road"},
        "wish": {"skip": "1"},
        "safe_contact": {"contact_way": "not_safe"},
    },
}


# A school tells of two children, with every answer that must be given and no more.
CONTACT_PAGES = {
    "safety": {
        "immediate_danger": "no",
        "location": "home",
        "safe_next_day": "yes",
        "police": "no",
        "medical": "none_needed",
        "baby_injury": "no",
    },
    "purpose": {"purpose": "safeguarding", "urgency": "within_day"},
    "you": {
        "sender_name": "Ida Post",
        "sender_job": "DSL",
        "sender_organisation": "Invented Primary",
        "sender_organisation-pick": "as_typed",
        "sender_phone": "01632 960100",
        "sender_relation": "Her teacher",
        "last_seen_child-instead": "not_known",
        "lead_consulted": "not_applicable",
        "feedback_route": "portal",
    },
    "children": {
        "children-count": "2",
        "children-0-child_first_name": "Ana",
        "children-0-child_family_name": "Fish",
        "children-0-child_age_known": "about",
        "children-0-child_age": "7",
        "children-0-child_sex": "f",
        "children-0-child_role": "focus",
        "children-1-child_first_name": "Ben",
        "children-1-child_family_name": "Fish",
        "children-1-child_age_known": "not_known",
        "children-1-child_sex": "m",
        "children-1-child_role": "sibling",
    },
    "home": {
        "child_address-all": "1 Invented Road",
        "child_school-all": "Invented Primary",
        "child_school-all-pick": "as_typed",
    },
    "background": {
        "child_ethnicity-all": "NOBT",
        "child_language-all": "english",
        "child_interpreter-all": "no",
        "child_disability-all": "none",
    },
    "voice": {
        "child_views-r1": "She wants it to be quiet",
        "child_views-r2-instead": "not_asked",
        "child_aware-all": "yes",
    },
    "worry": {
        "worry": "Bruises twice this month",
        "impact": "Frightened",
        "strengths": "Nan",
        "pattern": "repeated",
        "concern_types": ["physical"],
        "about_someone_who_works_with_children": "no",
    },
    "known": {"observed": "A bruise on her arm", "reported-instead": "not_applicable", "professional_view": "Serious"},
    "family": {
        "birth_mother-all": "entered",
        "birth_father-all": "not_asked",
        "others_sleeping": "not_known",
        "family-count": "1",
        "family-0-adult_name": "Mia Fish",
        "family-0-adult_relation-all": "MTH",
        "family-0-adult_parental_responsibility-all": "yes",
        "family-0-adult_lives_with_child": "yes",
        "worker_risk_kinds": "none_known",
    },
    "help": {"early_help_record": "none", "tier_view": "t4", "outcome_wanted": ["assessment"]},
    "agreement": {
        "parent_told-r1": "yes",
        "agrees_contact-r1": "agrees",
        "agrees_help-r1": "yes",
        "privacy_given": "yes",
    },
    "declaration": {"accurate": "agreed"},
}


def fill_in(browser, here: str, pages=CONTACT_PAGES) -> None:
    """Answer sections of the contact form that was begun at `here`, each as a browser would send it."""
    for page, data in pages.items():
        response = browser.post(f"{here}{page}/", data)
        assert response.status_code == 302, (page, words(response))


def front_door(*, is_open: bool = True) -> Team:
    """A MASH that is open now or shut now, whatever the hour at which the tests run, with numbers that ring nobody."""
    team = make.team("MASH", service="front_door")
    facts = {"effective_from": LONG_AGO, "last_checked_on": date(2026, 11, 2), "review_by": date(2027, 5, 1)}
    purpose = ContactPoint.Purpose
    for label, number, more in (
        ("MASH", "01632 960800", {"area": team.area, "purpose": purpose.FRONT_DOOR}),
        ("Emergency duty", "01632 960900", {"area": team.area, "purpose": purpose.OUT_OF_HOURS}),
        ("Childline", "0800 1111", {"purpose": purpose.HELPLINE, "for_children": True}),
    ):
        ContactPoint.objects.create(label=label, telephone=number, source="Invented", **facts, **more)
    today = timezone.localdate()
    days = range(7) if is_open else {(today + timedelta(days=ahead)).weekday() for ahead in (2, 3)}
    OpeningHours.objects.bulk_create(
        OpeningHours(team=team, weekday=day, opens_at=time(0), closes_at=time(23, 59, 59), effective_from=LONG_AGO)
        for day in days
    )
    return team


def answer(browser, route: str = "public", *, until: str = "", **changed):
    """Answer page after page as far as `until`; `changed` replaces the answers of a page. Returns the last response."""
    response = browser.get(f"/tell-us/{route}/", follow=True)
    for page, data in ANSWERS[route].items():
        response = browser.post(f"/tell-us/{route}/q/{page}/", changed.get(page, data))
        assert response.status_code == 302, response.content.decode()
        if page == until:
            break
    return response


def words(response) -> str:
    """What a page says, without its markup."""
    page = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def arrived(kind=Submission) -> list:
    """Everything that arrived, as the intake sees it: submissions, contacts, receipts."""
    with acting_as(make.intake()):
        return list(kind.objects.order_by("pk"))


def contacts() -> list[Contact]:
    return arrived(Contact)
