"""A live Prevent item with a mark in every box that somebody writes, and all that the compartment does with it."""

from django.utils import timezone

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater.practice.prevent.concerns.operations import ConsultationFacts, record_consultation
from breakwater.practice.prevent.models import Alert, Member, NationalForm, PanelCase, PanelMeeting, Referral
from breakwater.practice.prevent.panels import lookup, meetings
from breakwater.practice.prevent.panels import operations as panels
from breakwater.practice.prevent.referrals.operations import alerts, referring, writing

MARK, PLAIN = "Zmarked", "Zplainly"  # what is locked; what stands readable, in the room's own tables alone
FOR_THE_MASH = {"school", "aliases", "referrer_relationship"}  # beside the names and what is written for it
SAID = {
    "under_18": "yes",
    "forenames": "Sam",
    "surname": "Example",
    "born": "2011-03-09",
    "gender": "female",
    "identifier_is": "me",
    "referrer_telephone": "023 9200 0000",
    "first_noticed": "2026-03-02",
    "discussed": "yes",
    "informed": "no",
    "not_informed_why": "Her brother decides for her",
}
ALL = "all"


def _each(value) -> dict:
    return {"each": {ALL: value}}


# What the contact to the MASH asks beside what the form says: every answer that must be given.
WELFARE = {
    "immediate_danger": "no",
    "location": "home",
    "safe_next_day": "yes",
    "police": "no",
    "medical": "none_needed",
    "baby_injury": "no",
    "purpose": "safeguarding",
    "urgency": "within_day",
    "sender_relation": "Her teacher",
    "lead_consulted": {"state": "not_applicable"},
    "child_ethnicity": _each({"code": "NOBT", "words": "Not obtained yet"}),
    "child_language": _each({"code": "english", "words": "English"}),
    "child_interpreter": _each("no"),
    "child_disability": _each(["none"]),
    "child_address": _each({"lines": "1 Invented Road", "postcode": "PO1 1AA"}),
    "child_views": _each("She likes the club"),
    "worry": "Bruise",
    "impact": "She is much alone",
    "strengths": "Her aunt",
    "pattern": "first",
    "concern_types": ["emotional"],
    "about_someone_who_works_with_children": "no",
    "observed": "She eats alone",
    "reported": {"state": "not_applicable"},
    "professional_view": "She needs somebody",
    "birth_mother": _each("entered"),
    "birth_father": _each({"state": "not_asked"}),
    "others_sleeping": "no",
    "family": [
        {
            "_row": "m1",
            "adult_name": "Mia Example",
            "adult_relation": _each({"code": "MTH", "words": "Mother"}),
            "adult_parental_responsibility": _each("yes"),
            "adult_lives_with_child": "yes",
        }
    ],
    "worker_risk_kinds": ["none_known"],
    "early_help_record": "none",
    "tier_view": "t4",
    "outcome_wanted": ["assessment"],
    "parent_told": {"each": {"m1": "yes"}},
    "agrees_contact": {"each": {"m1": "agrees"}},
    "agrees_help": {"each": {"m1": "yes"}},
    "privacy_given": "yes",
    "accurate": "agreed",
}


def written(form: NationalForm, said: dict, *, by, at, **welfare) -> NationalForm:
    """The form with what was said, and the contact that goes with it (if one does) answered whole."""
    form = writing.save_unless_changed(form, writing.values_of(form) | said, revision=form.revision, by=by, at=at)
    if contact := writing.values_of(form).get(writing.CONTACT):
        begun = Answers.objects.select_related("version__form").get(public_id=contact)
        child = begun.values.get("child_aware") or _each("no")
        recording.set_facts(begun, WELFARE | {"child_aware": child} | welfare, by=by, at=at)
    return form


def sent(author: Membership, *, pupil: str = "", **said) -> NationalForm:
    """The form of somebody who has a worry, with a mark in each of its texts."""
    now = timezone.now()
    with acting_as(author) as by:
        form = writing.begin(pupil=pupil, by=by, at=now)
        known = writing.values_of(form)
        texts = {each.key for _, each in writing.definition(form).questions() if each.kind in ("text", "long_text")}
        marked = dict.fromkeys(texts - FOR_THE_MASH, MARK)
        form = written(form, known | marked | SAID | said, by=by, at=now)
        return writing.send(form, by=by, at=now)


def followed(one: Referral, lead: Membership) -> None:
    """What the Prevent team records, up to the decision of the police, under a hold that is lifted."""
    now, today = timezone.now(), timezone.localdate()
    with acting_as(lead) as by:
        referring.add_school_action(one, title=MARK, due_on=today, by=by, at=now)
        referring.record_referral(one, on=today, police_reference=PLAIN, recipient=PLAIN, by=by, at=now)
        referring.record_receipt(one, on=today, words=PLAIN, police_reference=PLAIN, by=by, at=now)
        referring.record_step(one, kind="SECTION_36", code="YES", agency=PLAIN, on=today, by=by, at=now)
        referring.lift_hold(referring.hold(one, why=MARK, by=by, at=now), why=MARK, by=by, at=now)
        record_consultation(None, ConsultationFacts(PLAIN, today, "REFER", MARK), by=by, at=now)


def told(lead: Membership, manager: Membership) -> None:
    """The lead tells one named person the minimum of each case that is theirs to decide, and nobody of the others."""
    now, human = timezone.now(), manager.user_id
    with acting_as(lead) as by:
        for alert in Alert.objects.all():
            if human in {one.user for one in alerts.facts_of(alert).people}:
                alerts.tell(alert, to=str(human), says="ACT", words=MARK, by=by, at=now)
            else:
                alerts.settle(alert, by=by, at=now)


def sits(chair: Membership, post: Membership, part: str) -> Member:
    """A member of the panel, vetted today."""
    now, today = timezone.now(), timezone.localdate()
    with acting_as(chair) as by:
        facts = meetings.MemberFacts(post, part, vetted_on=today, confidential_on=today)
        return meetings.add_member(None, facts, by=by, at=now)


def met(chair: Membership) -> PanelMeeting:
    """A meeting of today to which everybody came who sits on the panel."""
    now, today = timezone.now(), timezone.localdate()
    with acting_as(chair) as by:
        planned = meetings.plan_meeting(None, on=today, is_urgent=False, by=by, at=now)
        came = list(meetings.members_now().values_list("public_id", flat=True))
        return meetings.record_attendance(planned, came=came, by=by, at=now)


def through_the_panel(one: Referral, chair: Membership, second: Membership) -> PanelCase:
    """The panel adopts the case, supports, and lets it go; `second` is its deputy chair."""
    now, today = timezone.now(), timezone.localdate()
    deputy = sits(chair, second, "DEPUTY")
    sits(chair, chair, "CHAIR")
    meeting, again = met(chair), met(chair)
    with acting_as(chair) as by:
        acting = {"by": by, "at": now}
        case = panels.open_case(one, panels.OpenFacts(MARK, None, "ADULT", school=MARK), **acting)
        panels.name_readers(case, members=[deputy.public_id], **acting)
        panels.ask_agency(case, reader=lookup.readers_of(case)[0], asked=MARK, answer_by=today, **acting)
        panels.record_consent(case, panels.ConsentFacts("ADULT", "AGREES", MARK, today), **acting)
        panels.record_assessment(case, on=today, author=PLAIN, band="HIGH", **acting)
        panels.decide(case, meeting=meeting, what="ADOPT", dissent=MARK, **acting)
        panels.add_support(case, title=MARK, provider=PLAIN, owner=deputy, due_on=today, **acting)
        panels.correct_decision(
            panels.decide(case, meeting=again, what="CLOSE", dissent=MARK, **acting), why=MARK, **acting
        )
        panels.decide(case, meeting=again, what="CLOSE", dissent=MARK, **acting)
        return panels.leave(case, panels.LeaveFacts("RISK_MANAGED", MARK, today, "STOPS", MARK), **acting)
