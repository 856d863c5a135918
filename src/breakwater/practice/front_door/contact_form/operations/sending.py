"""Sending: a form that was filled in becomes a submission, once, whatever is pressed twice or lost on the way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from breakwater.casework.models import Answers
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import taken_out
from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.row_questions import answer_of, row_key
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit, events
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import school_calendar
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, ServiceName, Team
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.organisations.registry import ContactSent

from ...arrivals import from_answers
from ...arrivals.operations import allegation_intake, arrivals
from ...calls import operations as calls
from ...feedback import operations as receipts
from ...models import Attachment, Call, Contact, DispensingApproval, Receipt, Submission
from ...senders import Sender
from ...who_to_call import SERVICE, area_here
from ..own_roll import pupils_of
from . import agreements, approvals, attachments, drafts, lawful_basis, other_forms, ways

CHILD, PUBLIC = "child", "public"
FORM_OF_ROUTE = {CHILD: "front_door.concern_child", PUBLIC: "front_door.concern_public"}
PROFESSIONAL_FORM = "front_door.contact"
TOLD_OF_ROUTE = {CHILD: from_answers.told_by_child, PUBLIC: from_answers.told_by_public}
SHOWN_FOR = timedelta(hours=24)
DISCARDED = "_discarded"
CALL = "_call"  # what a call-handler noted beside the answers: who rang and when
LAST_SCHOOL_DAYS = 10


def send_draft(*, token: str, route: str, at: datetime, about_staff: bool = False) -> Receipt | None:
    """Send a public draft and delete it. Sent already, within 24 hours: its receipt again. None where there is nothing to send.

    Raises NotComplete.

    `about_staff`: the sender says that it is about someone who works with children (SG-11).
    """
    area = area_here()
    with transaction.atomic():
        draft = drafts.find(token=token, route=route, at=at, lock=True)
        if draft is None:
            return receipt_of(token=token, at=at)
        with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
            answers = recording.record(
                FORM_OF_ROUTE[route], draft.values, recording.Holder(area=area), by=intake, at=at
            )
            concern = TOLD_OF_ROUTE[route](answers.values, on=london_date(at))
            apart = allegation_intake.allegation_of_the_public(area, at=at) if about_staff else None
            sender = concern.sender
            if apart and asks_for_school(route, answers.values):
                sender = replace(sender, wants_feedback=False)
            arrival = concern.arrival(
                answers,
                channel=Submission.Channel[route.upper()],
                key=drafts.key_of(token),
                sender=sender,
                allegation=apart,
            )
            receipt = arrivals.receive(arrival, by=intake, at=at)
        drafts.forget(token=token)
    return receipt


def asks_for_school(route: str, values: Mapping) -> bool:
    """Whether the way a child named goes through their school: withdrawn where it is about staff (SG-11)."""
    return route == CHILD and as_word(values.get("contact_way")) == "school"


def receipt_of(*, token: str, at: datetime) -> Receipt | None:
    """The receipt of what this browser sent within 24 hours; None where it was sent long ago, was left, or never was."""
    with acting_as(service_of(area_here(), ServiceName.INTAKE)):
        found = receipts.receipt_of_key(drafts.key_of(token)) if token else None
    return found if found and found.received_at > at - SHOWN_FOR else None


def tell_again(
    *, reference: str, words: str, immediate_danger: bool | None, key: str, at: datetime, unsure_of_danger: bool = False
) -> None:
    """Take in what someone tells us after they told us before (SG-26): added to what is open, or new.

    Returns nothing on purpose: whoever gives a reference never learns whether it is one.
    """
    area = area_here()
    named = parse_reference(reference) or ""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        arrivals.one_at_a_time(key)
        if named and allegation_intake.add_to_apart(
            area=area, reference=named, key=key, words=words, immediate_danger=immediate_danger, by=intake, at=at
        ):
            return
        found = Submission.objects.filter(reference=named).first() if named else None
        if found is None and named:
            found = Submission.objects.filter(contacts__reference=named).first()
        if found is not None and receipts.receipt_of_key(key) is None:
            try:
                arrivals.add_to_open(
                    submission=found,
                    key=key,
                    words=words,
                    immediate_danger=immediate_danger,
                    unsure_of_danger=unsure_of_danger,
                    by=intake,
                    at=at,
                )
            except arrivals.NothingToAddTo:
                pass
            else:
                return
        said = f"{words}\n\nThe referrer says they told us before" + (
            f", reference {reference[:40]}." if reference else "."
        )
        arrivals.receive(
            arrivals.Arrival(
                area=area,
                channel=Submission.Channel.PUBLIC,
                key=key,
                worry=said,
                immediate_danger=immediate_danger,
                unsure_of_danger=unsure_of_danger,
                sender=arrivals.Sender(source_code=from_answers.ANONYMOUS, wants_feedback=False),
            ),
            by=intake,
            at=at,
        )


def begin_contact(*, by: Actor, at: datetime, call: dict | None = None) -> Answers:
    """Begin a professional's form, filled in with what their post says. `call` is what a call-handler notes: nothing is
    filled in then but who rang. Raises NobodyReceives before anything is typed, not after.
    """
    membership = by.membership
    receiving_team(membership.team.area, SERVICE)
    defaults = {"sender_name": call["who"]} if call else _known_of(by)
    answers = recording.start(
        PROFESSIONAL_FORM,
        recording.Holder(area=membership.team.area, user=membership.user, team=membership.team),
        by=by,
        at=at,
        defaults=defaults | of_the_day(membership.team, at),
    )
    if call:
        answers.values = {**answers.values, CALL: call}
        answers.save(update_fields=["values"])
    return answers


def _known_of(by: Actor) -> dict:
    """What the post says of its holder: never asked twice."""
    post = by.membership
    organisation = post.team.organisation
    return {
        "sender_name": post.user.name,
        "sender_job": post.role.title,
        "sender_organisation": {"name": organisation.name, "id": str(organisation.public_id)},
        "feedback_route": "portal",
    } | ({"lead_consulted": {"state": "not_applicable"}} if post.role_id == "dsl" else {})


def of_the_day(team: Team, at: datetime) -> dict:
    """Facts that the form's questions hang on, and the words beside them."""
    return {
        "term_is_ending": "yes" if _term_is_ending(team, london_date(at)) else "no",
        "lawful_basis": lawful_basis.words_for(team.organisation),
    }


def _term_is_ending(team: Team, day: date) -> bool:
    """It is one of the last ten school days of a term, and the sender works at a school (FD 1.4 B)."""
    if team.organisation.kind not in (Organisation.Kind.SCHOOL, Organisation.Kind.EARLY_YEARS):
        return False
    calendar = school_calendar(team.area)
    term = calendar.term_on(day)
    return term is not None and calendar.school_days_between(day, term.end) < LAST_SCHOOL_DAYS


@transaction.atomic
def send_contact(*, answers: Answers, by: Actor, at: datetime, meets: str = "", sure: bool = False) -> Receipt:
    """Send a professional's form. The same form again gives the same receipt. Raises NotComplete.

    `meets` is the reference of a call whose written form this is; then it joins that call's contact (FD 1.3).

    What goes by the specialist route is taken out before anything is kept (SG-12). Raises NobodyReceives, NobodyGuards,
    approvals.ApprovalMissing where the family was not told and no manager has approved that (FD 1.5), and other_forms.Stopped where
    it says what the form it was begun with keeps from the MASH; `sure` that its author was asked and means it.
    """
    key = f"answers-{answers.pk}"
    call = answers.values.get(CALL)
    # Held before it is read, so that what is taken out is what was saved last.
    held = Answers.objects.select_for_update(of=("self",)).select_related("version__form").get(pk=answers.pk)
    for_compartments = taken_out.take_out(held.values)
    if held.status != Answers.Status.DRAFT:
        return receipts.receipt_of_key(key)
    other_forms.check(held, sure=sure, by=by)
    # Read as the sender: who receives it sees neither the manager's row nor the draft's.
    files = attachments.attachments_of(held)
    whole = complete(held, files, by.membership.team.organisation, by=by, at=at)
    pupils = {} if call else _own_pupils(by, whole.values)
    concern = from_answers.told_by_professional(whole.values, on=london_date(at), people=pupils)
    sender = replace(concern.sender, route=ways.route_of(whole.values), reply_to=ways.reply_to_of(whole.values))
    arrival = concern.arrival(
        whole,
        key=key,
        allegation=allegation_intake.allegation_in(whole.values),
        **(_rung_in(call, sender) if call else _sent_from(by.membership, sender)),
    )
    follows = "" if call or arrival.allegation else meets or ways.prior_call_of(whole.values)
    rang = calls.call_named(
        reference=follows,
        area=arrival.area,
        children=arrival.children,
        organisation=by.membership.team.organisation,
    )
    receipt = receive_form(arrival, rang, files=files, follows=follows, by=by, at=at)
    keep_apart(
        for_compartments, replace(concern, sender=sender), area=arrival.area, arrived_with=receipt.reference, at=at
    )
    events.publish_on_commit(ContactSent(held.public_id, receipt.reference, by.pk, at))
    return receipt


def complete(
    held: Answers, files: Sequence[Attachment], organisation: Organisation, *, by: Actor, at: datetime
) -> Answers:
    """The form, whole, with what the product adds. Raises ApprovalMissing, NotComplete."""
    asked = approvals.standing(held)
    facts = _known_at_sending(asked, files, organisation)
    form = recording.definition_of(held.version)
    if missing := approvals.missing_in(form, recording.values_with(held, facts, at=at), asked):
        raise approvals.ApprovalMissing(missing)
    if unfit := agreements.unfit(form, held.values):
        raise recording.NotComplete(unfit)
    return recording.complete(held, by=by, at=at, without=taken_out.questions(), facts=facts)


def receive_form(
    arrival: arrivals.Arrival,
    rang: Call | None,
    *,
    files: Sequence[Attachment],
    follows: str,
    aside: str = "",
    by: Actor,
    at: datetime,
) -> Receipt:
    """Take in a professional's form: with the call it belongs to (`rang`), or, where that takes it no more, as new contacts.

    `follows` is the reference of an earlier call that the sender gave, `aside` what the form could not take of what was said.
    """
    also = partial(
        goes_with,
        answers=arrival.answers,
        files=files,
        needs_a_manager=approvals.is_open(arrival.answers),
        aside=aside,
        at=at,
    )
    joined = calls.meet(rang, arrival, by=by, at=at, also=also) if rang else None
    return joined or arrivals.receive(arrival, by=by, at=at, also=partial(also, says_it_follows=follows))


def keep_apart(
    taken: Mapping[str, str], concern: from_answers.Concern, *, area: Area, arrived_with: str, at: datetime
) -> None:
    """Give each compartment the words that were taken out of a form for it, with who they are about (SG-12)."""
    about = {
        "sender": ", ".join(filter(None, [concern.sender.words, concern.sender.reply_to])),
        "children": [
            {
                "name": child.named_as,
                "born": child.born,
                "school": child.school,
                "address": ", ".join(filter(None, [child.address, child.postcode])),
            }
            for child in concern.children
        ],
    }
    taken_out.keep(taken, area=area, arrived_with=arrived_with, about=about, at=at)


def discard(*, answers: Answers, by: Actor) -> None:
    """Empty a draft that its author wants no more: the words go, the row says that there was one."""
    audit.did("discarded", "answers", answers.pk)
    Answers.objects.filter(pk=answers.pk, status=Answers.Status.DRAFT).update(
        values={DISCARDED: True}, revision=F("revision") + 1, by=by
    )


def drafts_of(by: Actor) -> QuerySet[Answers]:
    """The contact forms that the holder of a post began in it and has neither sent nor discarded, newest first."""
    return (
        forms_of(by).filter(status=Answers.Status.DRAFT).exclude(values__has_key=DISCARDED).order_by("-saved_at", "-pk")
    )


def forms_of(by: Actor) -> QuerySet[Answers]:
    """The contact forms of the holder of a post, sent or not."""
    post = by.membership
    return Answers.objects.select_related("version__form", "area").filter(
        user=post.user, team=post.team, version__form__key=PROFESSIONAL_FORM
    )


def _sent_from(post: Membership, sender: Sender) -> dict:
    """How a form came that somebody sent from a post of theirs."""
    source = from_answers.source_of_post(post.team.organisation.kind, post.role_id)
    of_post = {"team": post.team, "user": post.user, "organisation": post.team.organisation}
    return {"channel": Submission.Channel.PROFESSIONAL, "sender": replace(sender, source_code=source, **of_post)}


def _rung_in(call: dict, sender: Sender) -> dict:
    """A call is its caller's, not the call-handler's; the duty runs from when it came (FD-05)."""
    words = sender.words or call["who"]
    return {
        "channel": Submission.Channel.PHONE,
        "told_at": datetime.fromisoformat(call["told_at"]),
        "taken_on_paper_by": call.get("paper_by", ""),
        "sender": replace(sender, words=words, source_code=call["source"], route=Receipt.Route.PHONE),
    }


def _own_pupils(by: Actor, values: Mapping) -> dict:
    """Pupils of the sender's own roll by the facts a row would have; two who share them are left for a person to settle.

    Only those born in a year that a row of the form names are read: a roll is long.
    """
    facts = {}
    shared = Counter()
    rows = values.get("children")
    born = [from_answers.row_facts(row)[2] for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    years = {int(said[:4]) for said in born if said[:4].isdecimal()}
    for person in pupils_of(by, born_in=years) if years else ():
        if person.born and person.forename and person.surname:
            key = (person.forename.casefold(), person.surname.casefold(), str(person.born))
            facts[key] = person
            shared[key] += 1
    return {key: person for key, person in facts.items() if shared[key] == 1}


def _known_at_sending(
    asked: DispensingApproval | None, files: Sequence[Attachment], organisation: Organisation
) -> dict:
    """What the product adds for whoever reads the form: the manager's answer, the files, the basis of sharing."""
    return {
        "approval_answer": approvals.words_of(asked) if asked else "",
        "files_sent": "\n".join(attachments.words_of(each) for each in files),
        "lawful_basis": lawful_basis.words_for(organisation),
    }


def goes_with(
    contacts: Sequence[Contact],
    answers: Answers,
    files: Sequence[Attachment],
    *,
    needs_a_manager: bool,
    at: datetime,
    aside: str = "",
    says_it_follows: str = "",
) -> None:
    """What else belongs to the contacts a form made: its files, and what the MASH has to ask (FD-07, FD 1.4 C).

    `says_it_follows` is the reference of a call that its sender gave and that it did not join.
    """
    with acting_as(service_of(answers.area, ServiceName.INTAKE)) as intake:
        attachments.hand_over(files=files, contacts=contacts, by=intake, at=at)
        _ask_for_what_was_left_out(contacts, answers, by=intake, at=at)
        if aside:
            _ask(
                contacts[0],
                "Read what the referrer's system sent that the form could not take",
                aside,
                by=intake,
                at=at,
            )
        if named := parse_reference(says_it_follows):
            _ask(
                contacts[0],
                f"The referrer says it follows call {named}",
                "It was not put with that call, because the names or the organisation differ, or the call is decided. "
                "Join the two if they belong together.",
                by=intake,
                at=at,
            )
        if needs_a_manager:
            _ask(
                contacts[0],
                "Ask the referrer which manager approved that the family was not told",
                str(answers.values.get("approval_answer") or "No manager is named."),
                by=intake,
                at=at,
            )
        for contact, name in _not_spoken_to(contacts, answers):
            _ask(
                contact,
                "Find out what the child says and wants",
                f"{name} had not been spoken to when this was sent.",
                by=intake,
                at=at,
            )


def _ask_for_what_was_left_out(contacts: Sequence[Contact], answers: Answers, *, by: Actor, at: datetime) -> None:
    """Danger held nothing up; what it left out becomes a task of the MASH (FD-07)."""
    left = recording_answers.left_out(recording.definition_of(answers.version), answers.values)
    if left:
        _ask(
            contacts[0],
            "Ask the referrer for what their form left out",
            "\n".join(f"• {each.label}" for each in left),
            by=by,
            at=at,
        )


def _not_spoken_to(contacts: Sequence[Contact], answers: Answers) -> list[tuple[Contact, str]]:
    """The contacts of children who have not been spoken to yet."""
    rows = answers.values.get("children")
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    views = answers.values.get("child_views")
    return [
        (contact, contact.named_as)
        for number, (contact, row) in enumerate(zip(contacts, rows, strict=False), start=1)
        if as_word(answer_of(views, row_key(row, number))) == "not_asked"
    ]


def _ask(contact: Contact, title: str, detail: str, *, by: Actor, at: datetime) -> None:
    clock = contact.case.clocks.filter(rule="front_door.decision").order_by("-pk").first()
    tasks.make(
        tasks.ToDo(title=title, due_at=clock.due_at, detail=detail),
        team=contact.case.responsible_team,
        by=by,
        at=at,
        case=contact.case,
    )
