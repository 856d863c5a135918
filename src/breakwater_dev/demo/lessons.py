"""Twelve recommendations of three years: what organisations answered and did, what changed, and where chains break. No case behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml

from breakwater.casework.actions import operations as tracker
from breakwater.casework.actions.models import TrackedAction
from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.learning.lessons import names
from breakwater.improvement.learning.lessons.operations import briefings, changes, responses, reviews, showing
from breakwater.improvement.learning.lessons.targets import TARGETS
from breakwater.improvement.learning.models import Change, ImpactTest, PublishedReview, Recommendation, Response
from breakwater.knowledge.policies.models import Period
from breakwater.knowledge.training.models import CourseEdition
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor

from .places import Places
from .staff import Staff

DATA = Path(__file__).parent / "data" / "lessons.yaml"
KEYS = UUID(int=85_121)
HOME = "851"
LOOKED = "Helplines and what the review says of itself: nobody of a family or a team"
WORDS = {
    "health": ("Train every health visitor and midwife", "A register of names, and ten files read afterwards"),
    "police": ("Brief each response team", "Attendance of four teams, and a sample of twenty calls"),
    "council": ("Change the supervision template and read ten files with it", "Ten files read by somebody else"),
    "housing": ("Add a check to the form of every move", "Thirty moves read after three months"),
    "voluntary": ("Give the same leaflet at each first visit", "Every worker has signed for it"),
    "school": (
        "Tell all staff at the training day, and ask them a term later",
        "Eight of ten staff can say whom they tell",
    ),
}
FOUND = {
    "HOLDS": "Twelve files were read and nine families asked. What was agreed is done, and families say so.",
    "PARTLY": "Eight of twelve files show it. In the others it was done late.",
}


@dataclass
class Telling:
    """Who keeps what where, and the moment the demonstration ends."""

    places: Places
    people: Staff
    now: datetime
    number: int = 0

    def __post_init__(self):
        self.keepers = {HOME: self.people.actor("business manager")} | {
            code: self.people.actor(f"policy officer {code}") for code in self.places.areas if code != HOME
        }
        self.colleague = self.people.actor("policy officer")
        self.agencies = {
            "health": self.people.actor("health visitor"),
            "police": self.people.actor("police officer"),
            "council": self.people.actor("social care manager"),
            "housing": self.people.actor("housing officer"),
            "voluntary": self.people.actor("youth worker"),
            "school": self.people.actor("dsl"),
        }

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def key(self) -> UUID:
        self.number += 1
        return UUID(int=KEYS.int + self.number)


def tell(places: Places, people: Staff, now: datetime) -> None:
    """Each review with its recommendations and briefing, as the area's business manager keeps them."""
    told = Telling(places, people, now)
    for each in yaml.safe_load(DATA.read_text())["reviews"]:
        review, made = _review(told, each)
        for one, said in made:
            _answers(told, one, said, each["days"])
            _changes(told, one, said, each["days"])
        if "briefing" in each:
            _briefing(told, review, each["briefing"])
        for one, said in made:
            _tests(told, one, said)
            _elsewhere(told, one, said, each["days"])


def _review(told: Telling, said: dict) -> tuple[PublishedReview, list[tuple[Recommendation, dict]]]:
    at, is_public = told.ago(said["days"]), said.get("is_public", True)
    facts = reviews.ReviewFacts(
        title=said["title"],
        reference=said["reference"],
        kind=said["kind"],
        text=said["text"].strip(),
        published_on=london_date(at) if is_public else None,
        others=[told.places.areas[code] for code in said["shared"]],
    )
    with acting_as(told.keepers[HOME]) as by:
        review = reviews.publish_review(facts, by=by, at=at, key=told.key())
        found = [
            reviews.add_finding(review, reviews.FindingFacts(text, where), by=by, at=at, key=told.key())
            for text, where in said["findings"]
        ]
        made = []
        for each in said["recommendations"]:
            finding = found[each["finding"] - 1] if "finding" in each else None
            asked = reviews.RecommendationFacts(each["text"], each["outcome"], each["theme"], finding)
            made.append((reviews.recommend(review, asked, by=by, at=at, key=told.key()), each))
    with acting_as(told.colleague) as by:
        for thing in (review, *found, *(one for one, _ in made)):
            if showing.waits(thing):
                showing.confirm(thing, LOOKED, names.digest_of(names.found_in(names.words_of(thing))), by=by, at=at)
    return review, made


def _answers(told: Telling, one: Recommendation, said: dict, days: int) -> None:
    """Whoever was asked answers within three weeks, but those who have not answered yet."""
    asked = [told.agencies[name].membership.team for name in (*said["answers"], *said.get("waits", ()))]
    if not asked:
        return
    with acting_as(told.keepers[HOME]) as by:
        sent = responses.send(one, teams=asked, by=by, at=told.ago(days - 2))
    for name, response in zip(said["answers"], sent, strict=False):
        _answer(told, response, name, said, days - 15)


def _answer(told: Telling, response: Response, name: str, said: dict, days: int) -> None:
    at, who = told.ago(days), told.agencies[name]
    if why := said.get("refused", {}).get(name):
        with acting_as(who) as by:
            responses.answer(response, responses.AnswerFacts("REJECTED", why), by=by, at=at, key=told.key())
        return
    wording, measure = WORDS[name]
    due = london_date(at) + timedelta(days=60 if said["actions"] == "late" else 120)
    facts = responses.AnswerFacts("ACCEPTED", action=responses.ActionWanted(wording, measure, due))
    with acting_as(who) as by:
        responses.answer(response, facts, by=by, at=at, key=told.key())
        action = TrackedAction.objects.get(pk=response.actions.get().action_id)
    _act(told, action, who, told.keepers[HOME], said["actions"], max(days - 90, 5))


def _act(told: Telling, action: TrackedAction, who: Actor, keeper: Actor, how: str, days: int) -> None:
    if how in ("verified", "complete"):
        with acting_as(who) as by:
            tracker.complete(action, words="The register, and what the files show", link="", by=by, at=told.ago(days))
    if how == "verified":
        with acting_as(keeper) as by:
            tracker.verify(action, words="Read the register and five of the files", by=by, at=told.ago(days - 3))


def _changes(told: Telling, one: Recommendation, said: dict, days: int) -> None:
    """What changed, linked by the business manager and closed by the policy officer, who looked at it."""
    area, on = told.places.areas[HOME], london_date(told.now)
    targets = {
        Change.Kind.POLICY: lambda what: (_version(told, what["number"]), what["paragraph"]),
        Change.Kind.COURSE: lambda what: (_edition(told, what["code"], what.get("from", days - 70)), None),
        Change.Kind.FORM: lambda what: (_first(told, Change.Kind.FORM, "father"), None),
        Change.Kind.AUDIT: lambda what: (_first(told, Change.Kind.AUDIT, "training"), None),
    }
    for kind, find in targets.items():
        if what := said.get(kind.lower()):
            target = TARGETS[kind].find(*find(what), area, on)
            closed = max(days - 90, 2) if kind in (Change.Kind.POLICY, Change.Kind.COURSE) else 0
            facts = changes.ChangeFacts(kind, target, what["words"])
            with acting_as(told.keepers[HOME]) as by:
                change = changes.link(one, facts, by=by, at=told.ago(closed + 4), key=told.key())
            if not what.get("open"):
                with acting_as(told.colleague) as by:
                    evidence = changes.EvidenceFacts("Read it where it stands, and asked five practitioners to find it")
                    changes.close(change, evidence, by=by, at=told.ago(closed))


def _version(told: Telling, number: str, code: str = HOME) -> str:
    """The version of a chapter that is in force in an area."""
    found = Period.objects.believed().on(london_date(told.now)).filter(area__code=code, chapter__number=number)
    return found.select_related("version").order_by("pk").first().version.public_id


def _edition(told: Telling, code: str, from_days: int) -> str:
    """A new edition of a course, in force from a day on: what the recommendation changed in it."""
    last = CourseEdition.objects.filter(course__area__code=HOME, course__code=code).order_by("-number").first()
    since = london_date(told.ago(from_days))
    same = {name: getattr(last, name) for name in ("course", "aim", "outcomes", "minutes", "cpd_minutes", "review_by")}
    made = CourseEdition.objects.create(
        **same,
        number=last.number + 1,
        in_force_from=since,
        reviewed_on=since,
        made_at=told.ago(max(from_days, 0) + 10),
        made_by=told.keepers[HOME],
    )
    return made.public_id


def _first(told: Telling, kind: str, word: str) -> str:
    """The first that a list offers whose words hold one, or else the first of all."""
    choices = TARGETS[kind].choices(told.places.areas[HOME], london_date(told.now))
    return next((key for key, words in choices if word in words.lower()), choices[0][0])


def _briefing(told: Telling, review: PublishedReview, said: dict) -> None:
    at = told.ago(said["days"])
    wanted = review.recommendations.filter(number__in=said["passes_on"]).order_by("number")
    facts = briefings.LessonFacts(
        title=said["title"],
        parts=said["parts"],
        audiences=["everyone"],
        shelf_on=london_date(told.now) + timedelta(days=200),
        prompts=said.get("prompts", ""),
        quiz=said.get("quiz", ""),
        recommendations=list(wanted),
    )
    with acting_as(told.keepers[HOME]) as by:
        lesson = briefings.write(review, facts, by=by, at=at - timedelta(days=6), key=told.key())
    with acting_as(told.colleague) as by:
        briefings.issue(lesson, by=by, at=at)
    with acting_as(told.keepers[HOME]) as by:
        for channel, days, audience, reached, acknowledged in said["passed"]:
            on = london_date(told.ago(days))
            passed = briefings.DisseminationFacts(channel, on, audience, reached, acknowledged)
            briefings.record_dissemination(lesson, passed, by=by, at=told.ago(days), key=told.key())


def _tests(told: Telling, one: Recommendation, said: dict) -> None:
    _record(told, one, HOME, said.get("tests", ()))


def _record(told: Telling, one: Recommendation, code: str, results) -> None:
    rows = ImpactTest.objects.filter(recommendation=one, area__code=code).order_by("months")
    for test, result in zip(rows, results, strict=False):
        if test.due_on < london_date(told.now):
            on = test.due_on - timedelta(days=4)
            facts = briefings.TestFacts("AUDIT", result, FOUND[result], on)
            with acting_as(told.keepers[code]) as by:
                briefings.record_test(test, facts, by=by, at=told.now - (london_date(told.now) - on))


def _elsewhere(told: Telling, one: Recommendation, said: dict, days: int) -> None:
    """What the other areas made of a shared recommendation: a whole chain, one that is not tested, or no answer yet."""
    steps: dict[str, Callable] = {"whole": _whole_elsewhere, "untested": _acted_elsewhere, "waiting": _sent_elsewhere}
    for code, how in said.get("areas", {}).items():
        steps[how](told, one, code, days, said)


def _sent_elsewhere(told: Telling, one: Recommendation, code: str, days: int, _said: dict) -> Response:
    keeper = told.keepers[code]
    with acting_as(keeper) as by:
        (response,) = responses.send(one, teams=[keeper.membership.team], by=by, at=told.ago(days - 5))
    return response


def _acted_elsewhere(told: Telling, one: Recommendation, code: str, days: int, _said: dict) -> None:
    """The office answers for the area; a colleague's word is missing, so that the action is complete and not verified."""
    response, keeper, at = _sent_elsewhere(told, one, code, days, _said), told.keepers[code], told.ago(days - 20)
    wanted = responses.ActionWanted(*WORDS["council"], london_date(at) + timedelta(days=100))
    with acting_as(keeper) as by:
        responses.answer(response, responses.AnswerFacts("ACCEPTED", action=wanted), by=by, at=at, key=told.key())
        action = TrackedAction.objects.get(pk=response.actions.get().action_id)
        tracker.complete(action, words="Ten files", link="", by=by, at=told.ago(days - 100))


def _whole_elsewhere(told: Telling, one: Recommendation, code: str, days: int, said: dict) -> None:
    """Another team of the area acts, so that the office verifies; what is shared is the change."""
    keeper, doer = told.keepers[code], told.people.actor(f"manager {code}")
    with acting_as(keeper) as by:
        (response,) = responses.send(one, teams=[doer.membership.team], by=by, at=told.ago(days - 5))
    wanted = responses.ActionWanted(*WORDS["council"], london_date(told.ago(days - 120)))
    with acting_as(doer) as by:
        at = told.ago(days - 20)
        responses.answer(response, responses.AnswerFacts("ACCEPTED", action=wanted), by=by, at=at, key=told.key())
        action = TrackedAction.objects.get(pk=response.actions.get().action_id)
    _act(told, action, doer, keeper, "verified", days - 100)
    _record(told, one, code, ("HOLDS", "HOLDS"))
    area, on = told.places.areas[code], london_date(told.now)
    kind = Change.Kind.POLICY if "policy" in said else Change.Kind.FORM
    key, number = (_version(told, "2.1", code), 2) if "policy" in said else (_first(told, kind, "father"), None)
    facts = changes.ChangeFacts(kind, TARGETS[kind].find(key, number, area, on), "Shared: it holds here too.")
    with acting_as(keeper) as by:
        change = changes.link(one, facts, by=by, at=told.ago(9), key=told.key())
    with acting_as(told.people.actor(f"business manager {code}")) as by:
        evidence = changes.EvidenceFacts("Read it as it stands here, and asked four practitioners to find it")
        changes.close(change, evidence, by=by, at=told.ago(6))
