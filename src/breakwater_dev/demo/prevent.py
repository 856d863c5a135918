"""Prevent: a referral to be read, one that waits for the police, and two cases of the panel whose reviews are overdue."""

from datetime import datetime, time, timedelta

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.practice.front_door.models import Submission
from breakwater.practice.prevent.concerns import operations as concerns
from breakwater.practice.prevent.models import PanelCase, PanelMeeting, Referral
from breakwater.practice.prevent.panels import lookup, meetings
from breakwater.practice.prevent.panels import operations as panels
from breakwater.practice.prevent.referrals.operations import referring, writing
from breakwater_dev.testing.prevent_item import written

from .life import Life

ONLINE = "A pupil shows others videos of attacks and says that the attackers were right. It began after a quarrel at home in the summer."
WELFARE = "The pupil sleeps little, eats alone, and has stopped seeing friends from outside school."
CASES = (
    ("Ellis Fairlead", "A youth worker heard of a group met online, and of a wish to prove oneself to it.", 70),
    ("Jordan Capstan", "A tutor found drawings of attacks and notes about an earlier one.", 420),
)


def play(life: Life) -> None:
    sent_by_a_school(life, life.now - timedelta(hours=3))
    waits_for_the_police(life, life.now - timedelta(days=6))
    with_the_panel(life)


def sent_by_a_school(life: Life, at: datetime) -> None:
    """On the national form, with the contact that the MASH has of it."""
    with acting_as(life.post("dsl")) as by:
        pupil = next(iter(writing.pupils(by)), None)
        form = writing.begin(pupil=pupil.key if pupil else "", by=by, at=at)
        said = {
            "under_18": "yes",
            "identifier_is": "other",
            "identifier_words": "The form tutor",
            "how_noticed": ONLINE,
            "referrer_telephone": "01632 960222",
            "first_noticed": str(london_date(at)),
            "discussed": "yes",
            "informed": "no",
            "not_informed_why": "We do not know yet what is said at home.",
        }
        names = {"forenames": "A pupil", "surname": {"state": "not_known"}, "gender": "male"}
        form = written(form, names | writing.values_of(form) | said, by=by, at=at, worry=WELFARE)
        writing.send(form, by=by, at=at)


def waits_for_the_police(life: Life, at: datetime) -> None:
    """Sent to the police, who have not said yet that they have it."""
    referral = _kept(life, "Sol Ketch", "A club leader was asked for money for a group abroad.", at)
    with acting_as(life.post("prevent lead")) as by:
        facts = {"on": london_date(at), "police_reference": "", "recipient": "Counter-terrorism policing, Prevent desk"}
        referring.record_referral(referral, **facts, by=by, at=at)


def with_the_panel(life: Life) -> None:
    """One adopted, whose monthly review is overdue; one that left the panel, whose six-month review is. The panel meets next week."""
    begun = life.now - timedelta(days=500)
    joined = london_date(begun)
    with acting_as(life.post("channel chair")) as by:
        for key, part in (("channel chair", "CHAIR"), ("panel member", "MEMBER")):
            facts = meetings.MemberFacts(life.post(key), part, vetted_on=joined, confidential_on=joined)
            meetings.add_member(None, facts, by=by, at=begun)
    adopted = [
        _adopted(life, name, words, life.now - timedelta(days=days), has_left=days > 365) for name, words, days in CASES
    ]
    with acting_as(life.post("channel chair")) as by:
        _meeting(life, life.now + timedelta(days=4), by, held=False)
        member = next(
            each for each in lookup.readers_of(adopted[0]) if each.user_id == life.post("panel member").user_id
        )
        asked = "Which health services know him, and whether an appointment is planned"
        due = london_date(life.now) + timedelta(days=3)
        panels.ask_agency(adopted[0], reader=member, asked=asked, answer_by=due, by=by, at=life.now)


def _meeting(life: Life, at: datetime, by: Actor, *, held: bool = True) -> PanelMeeting:
    planned = {"on": london_date(at), "clock": time(14), "place": "Civic Offices, committee room B"}
    met = meetings.plan_meeting(None, **planned, is_urgent=False, by=by, at=at if held else life.now)
    everybody = list(meetings.members_now().values_list("public_id", flat=True))
    return meetings.record_attendance(met, came=everybody, by=by, at=at) if held else met


def _adopted(life: Life, name: str, words: str, at: datetime, *, has_left: bool) -> PanelCase:
    referral, on = _kept(life, name, words, at), london_date(at)
    later = at + timedelta(days=21)
    with acting_as(life.post("channel chair")) as by:
        acting = {"by": by, "at": later}
        referring.record_referral(referral, on=on, police_reference="PR/44", recipient="Prevent desk", **acting)
        referring.record_receipt(referral, on=on, words="By e-mail", **acting)
        with acting_as(life.post("prevent lead")) as lead:
            referring.check_reference(referral, reference="PR/44", by=lead, at=later)
        referring.record_copy(referral, copy="NO_SCHOOL", on=on, **acting)
        for kind, code in (("GATEWAY", "CHANNEL"), ("SECTION_36", "YES")):
            referring.record_step(referral, kind=kind, code=code, on=on + timedelta(days=9), **acting)
        referring.record_codes(referral, source="COMMUNITY", concern="CONFLICTED", **acting)
        facts = panels.OpenFacts(name, months_later(on, -16 * 12), "SIXTEEN", "College", "CONFLICTED")
        case = panels.open_case(referral, facts, **acting)
        met = _meeting(life, later, by)
        agrees = panels.ConsentFacts("YOUNG_PERSON", "AGREES", "What Channel is and is not", met.on)
        panels.record_consent(case, agrees, **acting)
        panels.decide(case, meeting=met, what="ADOPT", dissent="", **acting)
        referring.record_outcome(referral, outcome="ADOPTED", on=met.on, **acting)
        lead, due = meetings.members_now().get(part="CHAIR"), met.on + timedelta(days=60)
        panels.add_support(case, title="Mentoring", provider="Approved provider", owner=lead, due_on=due, **acting)
        panels.record_assessment(case, on=met.on, author="Case officer", band="RAISED", **acting)
        everybody = meetings.members_now().values_list("public_id", flat=True)
        panels.name_readers(case, members=everybody, **acting)
        if has_left:
            _supported_until_exit(life, case, later, by)
            referring.purge(referral, **acting)
        return case


def _supported_until_exit(life: Life, case: PanelCase, at: datetime, by: Actor) -> None:
    """Six months of meetings that looked again, and one that closed it."""
    for _ in range(6):
        at = at + timedelta(days=30)
        review = case.reviews.open().get(kind="MONTHLY")
        panels.finish_review(review, result="CONTINUE", on=_meeting(life, at, by).on, by=by, at=at)
    at = at + timedelta(days=20)
    met = _meeting(life, at, by)
    for line in case.support.open():
        panels.finish_support(line, by=by, at=at)
    panels.decide(case, meeting=met, what="CLOSE", dissent="", by=by, at=at)
    why = "The mentor and the school see a settled young person."
    panels.leave(case, panels.LeaveFacts("RISK_MANAGED", why, met.on), by=by, at=at)


def _kept(life: Life, name: str, words: str, at: datetime) -> Referral:
    """What came by a form for the MASH, with the oldest of its receipts that has none yet."""
    with acting_as(life.post("prevent lead")):
        taken = set(Referral.objects.exclude(arrived_with=None).values_list("arrived_with", flat=True))
    with acting_as(service_of(life.area, ServiceName.INTAKE)):
        others = Submission.objects.exclude(reference__in=taken).order_by("received_at", "pk")
        reference = others.values_list("reference", flat=True).first()
    about = {"sender": "A community worker", "children": [{"name": name, "born": ""}]}
    concerns.keep_specialist_concern(area=life.area, arrived_with=reference, words=words, about=about, at=at)
    with acting_as(life.post("prevent lead")):
        return Referral.objects.get(arrived_with=reference)
