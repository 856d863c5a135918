"""SG-13, SG-19: what a role may hide is never said not to be there; the words are the same whether it is hidden or not."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

import breakwater
from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Participant
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Address, PersonContact, Relationship
from breakwater.practice.early_help.models import Episode
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in

HOUSE = Path(breakwater.__file__).parent
# Rooms whose pages speak of people and their cases.
ROOMS = ("casework", "practice", "partnership/people")
# That somebody, some fact of a person or some case is not there: a role may hide each of them.
SAYS_ABSENT = re.compile(
    r"\b(not recorded|nobody is recorded|nobody is named|nobody named|nobody is known|no record of|nothing is recorded|nothing else is "
    r"recorded|nothing is on record|nothing (else )?is open here|address not known|no other contact|no episode|no relationship|"
    r"no relative|no (brother|sister|sibling|parent|father|mother)\b(?! professional)|has no (case|episode|contact|worker|plan)\b|"
    r"not known to (us|anyone)|no number is held|no school place|no closed case|no task is open|no document is kept)",
    re.IGNORECASE,
)
# Words that speak of something no role hides from whoever reads the page.
ALLOWED = {
    "practice/education/jinja2/education/fortnight.html": "who answers for a source of lists: configuration",
    "practice/front_door/jinja2/front_door/requests/desks.html": "who is named for an agency's desk: configuration",
    "practice/front_door/information_requests/forms.py": "who is named for an agency's desk: configuration",
    "practice/front_door/decisions/views/second_manager.py": "which team receives: configuration",
    "casework/recording/editing/trials.py": "trying a form on invented answers",
    "casework/jinja2/casework/tasks/tasks.html": "the reader's own list of tasks",
    "practice/front_door/models/arrivals.py": "that a refuge's address is not recorded: the same for every refuge",
    "practice/front_door/jinja2/front_door/mash/decided_already.html": "what the reader typed just now",
    "practice/front_door/jinja2/front_door/public/check.html": "that the public's browser keeps nothing",
    "practice/front_door/jinja2/front_door/public/again.html": "that the public's browser keeps nothing",
    "practice/education/jinja2/education/school_list.html": "says that it does not mean that nobody is known (SG-17)",
    "practice/front_door/other_authorities/views.py": "what the reader's own role is recorded as",
    "practice/front_door/jinja2/front_door/mash/decide_needs.html": "what the reader's own role is recorded as",
    "practice/front_door/screening/operations/requirements.py": "what the reader's own role is recorded as",
    # A compartment's own pages: whoever opens one reads the whole record.
    "practice/front_door/jinja2/front_door/compartments/concern.html": "to whom a concern went",
    "practice/front_door/jinja2/front_door/compartments/officers.html": "what the officers recorded of their own steps",
    "practice/front_door/jinja2/front_door/compartments/allegation.html": "what the officers recorded of their own steps",
    "practice/front_door/allegations/forms/allegations.py": "what the officers recorded of their own steps",
}


def _spoken(path: Path) -> str:
    """What a file may put on a page: templates without their comments, and the strings of Python without the docstrings."""
    text = path.read_text()
    if path.suffix == ".html":
        return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r'"""(.|\n)*?"""', "", text)
    return "\n".join(re.findall(r'"(?:[^"\\\n]|\\.)*"', re.sub(r"(^|\s)#.*", "", text)))


def _files():
    for room in ROOMS:
        for path in (HOUSE / room).rglob("*"):
            inside = path.relative_to(HOUSE).as_posix()
            if path.suffix in (".html", ".py") and not re.search(
                r"/(tests|migrations|models|questions|linking|reading)/", inside
            ):
                yield inside, path


def test_sg_13_sg_19_no_page_says_that_something_it_may_hide_is_not_there():
    says = {inside: SAYS_ABSENT.findall(_spoken(path)) for inside, path in _files()}
    found = {inside: [words[0] for words in said] for inside, said in says.items() if said and inside not in ALLOWED}
    assert not found, f"say NONE_SEEN or NOBODY_SEEN (foundation/design/absent.py) instead: {found}"


def test_the_sweep_finds_such_a_sentence():
    assert SAYS_ABSENT.search("Parental responsibility: Not recorded")
    assert SAYS_ABSENT.search("No other contact of this child")
    assert not SAYS_ABSENT.search("None that your role can see")


@pytest.fixture
def known(db):
    """A child in an early help episode, with the pages that a co-ordinator reads of them."""
    team = make.team("Tier 2", service="early_help")
    coordinator, child, now = make.actor("tier2_coordinator", of=team), make.person("Ada", "Example"), timezone.now()
    giver = make.actor("social_worker", of=make.team())
    with acting_as(make.intake()) as by:
        case = cases.open_case(
            kind="referral",
            area=make.area(),
            team=giver.membership.team,
            by=by,
            at=now,
            people=[(child, Participant.Capacity.CHILD)],
        )
    with acting_as(giver) as by:
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Help with mornings"), by=by, at=now)
    with acting_as(coordinator) as by:
        handovers.accept(handover=offer, by=by, at=now)
        episode = Episode.objects.get()
    pages = [
        reverse("early_help:episode", args=[episode.reference]),
        reverse("casework:case", args=[episode.reference]),
        reverse("casework:handover", args=[offer.reference]),
        reverse("casework:person", args=[child.public_id]),
        reverse("casework:chronology", args=[child.public_id]),
        reverse("early_help:genogram", args=[episode.reference]),
        reverse("early_help:agreement", args=[episode.reference]),
        reverse("casework:keep", args=[child.public_id]),
    ]
    return coordinator, child, episode, pages


def _read(browser, pages) -> dict[str, str]:
    """Each page without what differs every time it is asked for."""
    told = {}
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        text = re.sub(r'(nonce|Nonce|value|content)"?[=:] ?"[^"]{20,}"', "", text)
        told[page] = re.sub(r"\d{1,2}[:.]\d{2}( ?[ap]m)?|\d+ (second|minute)s?( ago)?|just now", "", text)
    return told


def test_sg_13_a_father_who_is_hidden_changes_no_word_of_any_page(known):
    coordinator, child, episode, pages = known
    before = _read(signed_in(coordinator), pages)
    father, brother = make.person("Hidden", "Father"), make.person("Hidden", "Brother")
    readers = [make.actor("mash_manager").membership.user_id for _ in range(2)]
    with acting_as(make.intake()), connection.cursor() as cursor:
        for person, code, holds in ((father, "FTH", True), (brother, "SIB", None)):
            Relationship.objects.create(person=person, other=child, code=code, holds_parental_responsibility=holds)
            Address.objects.create(person=person, lines="1 Hidden Road", postcode="PO1 1AA")
            PersonContact.objects.create(person=person, kind="PHONE", value="01632 960999", safe_to_use="YES")
            capacity = Participant.Capacity.PARENT if holds else Participant.Capacity.SIBLING
            Participant.objects.create(case=episode.case, person=person, capacity=capacity, starts_at=timezone.now())
            cursor.execute("select access.seal_row('person', %s, %s, 'protected', false, null)", [person.pk, readers])
    after = _read(signed_in(coordinator), pages)
    for page in pages:
        assert after[page] == before[page], page
        assert "Hidden" not in after[page]
