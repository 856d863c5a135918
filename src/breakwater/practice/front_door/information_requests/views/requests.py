"""Requests to other agencies: the agency's inbox and its answers, and the MASH's side of each."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.calendars import hours_of

from ...contact_lookup import asked_for
from ...models import Contact, InformationAnswer, InformationRequest, Rag
from .. import agencies, forms, pages
from ..operations import requests as operations
from ..operations.labels import QuotesAnAnswer
from ..quotes import say_what_is_quoted

ANSWERED_LATELY = 30
Finding = InformationAnswer.Finding
STRUCK = "One of these organisations must not learn of this contact, so nothing was sent. Ask your manager."
DECIDED = "This contact is decided, so there is nothing left to ask for."
CLOSED = "The MASH needs no answer to this request any more. If you are worried about a child, make a contact."

_PEOPLE = ("membership__user", "membership__role", "membership__team__area", "area")
_WITH = (*pages.WITH, *(f"asked_by__{each}" for each in _PEOPLE))


# The agency that is asked


@require_safe
def requests(request):
    """What one's team is asked: waiting, nearest first, and what it answered lately."""
    require(request.actor, Permission.REQUEST_ANSWER)
    now, ours = timezone.now(), pages.to_team(request.actor)
    waiting = ours.filter(status__in=InformationRequest.WAITING).order_by("due_at", "pk")
    done = ours.exclude(status__in=InformationRequest.WAITING).order_by("-issued_at", "-pk")[:ANSWERED_LATELY]
    return render(
        request,
        "front_door/requests/inbox.html",
        {
            "waiting": pages.inbox_rows(waiting, request.actor, now=now),
            "done": pages.inbox_rows(done, request.actor, now=now),
            "team": request.actor.membership.team,
            "now": now,
        },
    )


def one(request, reference):
    """Read a request, and answer it on the same page."""
    found = _ours(request, reference)
    if request.method != "POST":
        found = operations.see(request=found, by=request.actor, at=timezone.now())
        return _draw(request, found)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        answered = _record(
            request,
            found,
            form,
            finding=given["finding"],
            text=given["text"],
            caveats=given["caveats"] or "",
            said="The MASH has your answer",
        )
        if answered:
            return redirect("front_door:request", found.reference)
    return _draw(request, found, form=form)


def nothing_held(request, reference):
    found = _ours(request, reference)
    form = forms.NothingForm(request.POST or None, initial={"label": InformationAnswer.Label.MASH})
    said = "The MASH knows that you hold nothing"
    sends = request.method == "POST" and form.is_valid()
    if sends and _record(request, found, form, finding=Finding.NOTHING, said=said):
        return redirect("front_door:request", found.reference)
    return _ask_once(request, found, form, "nothing")


def decline(request, reference):
    found = _ours(request, reference)
    form = forms.DeclineForm(request.POST or None, initial={"label": InformationAnswer.Label.MASH})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _record(
            request,
            found,
            form,
            finding=Finding.DECLINED,
            text=given["text"],
            declined_because=given["declined_because"],
            said="The MASH knows that you do not share it, and why",
        ):
            return redirect("front_door:request", found.reference)
    return _ask_once(request, found, form, "decline")


def ask_back(request, reference):
    found = _ours(request, reference)
    form = forms.SaidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.say(
                request=found,
                words=form.cleaned_data["words"],
                from_agency=True,
                key=form.cleaned_data["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except operations.RequestIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "The MASH has your question. The time to answer goes on.")
            return redirect("front_door:request", found.reference)
    return _ask_once(request, found, form, "ask_back")


@require_POST
def take(request, reference):
    found = _ours(request, reference)
    try:
        operations.take(request=found, by=request.actor, at=timezone.now())
    except operations.RequestIsClosed:
        messages.error(request, "This request waits for no answer any more.")
    else:
        messages.success(request, f"{found.reference} is yours to answer")
    return redirect("front_door:request", found.reference)


def _ours(request, reference: str) -> InformationRequest:
    """The request, for someone of the team asked. The contact is never joined: the agency may not know of it (TR-11)."""
    found = _found(reference)
    require(request.actor, Permission.REQUEST_ANSWER, found)
    return found


def _found(reference: str) -> InformationRequest:
    found = InformationRequest.objects.filter(reference=reference).select_related(*_WITH).first()
    if found is None:
        raise Http404
    audit.saw("request", found.pk)
    return found


def _first(found: InformationRequest) -> dict:
    return forms.first_words(found, pages.searched_first(found.people.order_by("position")))


def _standing(found: InformationRequest) -> dict:
    """The answer that stands, to amend it."""
    last = InformationAnswer.objects.filter(request=found, issue=found.issue, replaced_at=None).first()
    if last is None or last.finding not in (Finding.KNOWN, Finding.PART):
        return {}
    return {"text": last.text, "finding": last.finding, "caveats": last.caveats}


def _record(request, found, form, *, finding, said: str, text="", caveats="", declined_because="") -> bool:
    given = form.cleaned_data
    try:
        operations.answer(
            request=found,
            finding=finding,
            text=text,
            caveats=caveats,
            declined_because=declined_because,
            label=given["label"],
            weight=given.get("weight") or "",
            searched=form.searched(),
            key=given["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
    except operations.RequestIsClosed:
        form.add_error(None, CLOSED)
    else:
        messages.success(request, said)
        return True
    return False


def _draw(request, found: InformationRequest, form=None):
    now = timezone.now()
    people = list(found.people.order_by("position"))
    answers = pages.answers_of([found])[found.pk]
    is_open = found.is_waiting or found.is_answered
    if form is None and is_open:
        form = forms.AnswerForm(
            initial=_standing(found) | _first(found) | {"label": ""}
        )  # its owner chooses, each time
    return render(
        request,
        "front_door/requests/request.html",
        {
            "asked": found,
            "people": [(person, pages.person_rows(person)) for person in people],
            "answers": [pages.answer_shown(answer, found) for answer in answers],
            "said": list(found.messages.order_by("pk").select_related(*(f"by__{each}" for each in _PEOPLE))),
            "time_left": pages.clock_of(found, now=now, with_source=True),
            "status_kind": pages.STATUS_KIND[found.status],
            "form": form,
            "is_open": is_open,
            "is_mine": found.taken_by_id == request.actor.membership_id,
            "closed_words": CLOSED,
            "now": now,
        },
    )


def _ask_once(request, found: InformationRequest, form, template: str):
    return render(
        request,
        f"front_door/requests/{template}.html",
        {"asked": found, "form": form, "about": pages.about(found), "is_open": found.is_waiting or found.is_answered},
    )


# The MASH that asks


def ask_others(request, reference):
    """Who do we ask? Several agencies on one page, one reason."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.REQUEST_SEND, contact)
    now = timezone.now()
    today = london_date(now)
    found = agencies.whom_to_ask(contact, on=today)
    schools = agencies.other_schools(contact, but=[each.team.pk for each in found])
    open_to = operations.those_who_may_be_asked(
        contact, {team.organisation_id for team in (*schools, *(each.team for each in found))}
    )
    found = [each for each in found if each.team.organisation_id in open_to]
    schools = [team for team in schools if team.organisation_id in open_to]
    form = forms.AskForm(
        request.POST or None,
        askable=found,
        schools=schools,
        named=pages.people_to_ask_about(contact, on=today),
        initial={
            "agencies": [each.team.public_id for each in found if each.hint],
            "lawful_basis": "PUBLIC_TASK",
            "sensitivity": "ROUTINE",
        },
    )
    if request.method == "POST" and form.is_valid() and _send(request, contact, form, now):
        return redirect("front_door:contact", contact.reference)
    rating = contact.rag or Rag.AMBER
    team = contact.case.responsible_team
    answers_due = due(agencies.RULES[rating].allows, now, hours_of(team, today))
    return render(
        request,
        "front_door/requests/ask.html",
        {
            "contact": contact,
            "name": contact.child.name if contact.child_id else contact.named_as,
            "form": form,
            "due_at": answers_due.shown_at,
            "is_rated": bool(contact.rag),
            "rating": Rag(rating).label.lower(),
        },
    )


def _send(request, contact: Contact, form, now) -> bool:
    given = form.cleaned_data
    keep = request.POST.get("step") == "keep"
    try:
        made = operations.ask(
            contact=contact,
            of=form.asks(),
            people=form.named(given),
            reason=given["reason"],
            lawful_basis=given["lawful_basis"],
            agreement=given["agreement"],
            proportionate=given["proportionate"],
            sensitivity=given["sensitivity"],
            key=given["idempotency"],
            by=request.actor,
            at=now,
            send_now=not keep,
        )
    except QuotesAnAnswer as fault:
        say_what_is_quoted(form, fault)
    except operations.MayNotBeAsked:
        form.add_error("agencies", STRUCK)
    except operations.ContactIsDecided:
        form.add_error(None, DECIDED)
    else:
        many = "1 agency" if len(made) == 1 else f"{len(made)} agencies"
        messages.success(request, f"Drafts for {many} are kept, and not sent" if keep else f"{many} asked")
        return True
    return False


@require_safe
def asked_one(request, reference):
    """One request as those who asked see it, with what the agency asked back and the log of what was disclosed."""
    found = _asked(request, reference)
    return _draw_asked(request, found, forms.ReplyForm())


def reply(request, reference):
    """Answer what the agency asked back."""
    found = _asked(request, reference)
    require(request.actor, Permission.REQUEST_SEND, found)
    form = forms.ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.say(
                request=found,
                words=form.cleaned_data["words"],
                from_agency=False,
                key=form.cleaned_data["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except QuotesAnAnswer as fault:
            say_what_is_quoted(form, fault)
        except operations.RequestIsClosed:
            form.add_error(None, "This request is closed, so nobody would read a reply.")
        else:
            messages.success(request, "The agency has your reply")
            return redirect("front_door:asked_one", found.reference)
    return _draw_asked(request, found, form)


def _draw_asked(request, found: InformationRequest, form):
    now = timezone.now()
    answers = pages.answers_of([found])[found.pk]
    if answers and request.method == "GET":
        operations.read_answers(requests=[found], by=request.actor, at=now)
    by = tuple(f"by__{each}" for each in _PEOPLE)
    return render(
        request,
        "front_door/requests/asked_one.html",
        {
            "asked": found,
            "contact": found.contact,
            "agency": agencies.said(found.team),
            "people": [(person, pages.person_rows(person)) for person in found.people.order_by("position")],
            "answers": [pages.answer_shown(answer, found) for answer in answers],
            "said": list(found.messages.order_by("pk").select_related(*by)),
            "disclosures": list(
                found.disclosures.order_by("pk").select_related("giver__organisation", "recipient__organisation")
            ),
            "time_left": pages.clock_of(found, now=now, with_source=True),
            "status_kind": pages.STATUS_KIND[found.status],
            "form": form,
            "may_send": may(request.actor, Permission.REQUEST_SEND, found),
            "now": now,
        },
    )


def add_person(request, reference):
    found = _asked(request, reference)
    require(request.actor, Permission.REQUEST_SEND, found)
    form = forms.PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_person(request=found, named=form.named(), by=request.actor, at=timezone.now())
        except (operations.RequestIsClosed, operations.ContactIsDecided):
            form.add_error(None, "This request is closed, or the contact decided. Ask anew from the contact.")
        except operations.MayNotBeAsked:
            form.add_error(None, STRUCK)
        else:
            messages.success(request, f"{agencies.said(found.team)} is asked again, about one more person")
            return redirect("front_door:asked_one", found.reference)
    return _about_one(request, found, form, "add_person")


def close(request, reference):
    found = _asked(request, reference)
    require(request.actor, Permission.REQUEST_SEND, found)
    form = forms.CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close(request=found, because=form.cleaned_data["because"], by=request.actor, at=timezone.now())
        except operations.RequestIsClosed:
            form.add_error(None, "This request is answered or closed already.")
        else:
            messages.success(request, f"{found.reference} is closed")
            return redirect("front_door:contact", found.contact.reference)
    return _about_one(request, found, form, "close")


@require_POST
def send_draft(request, reference):
    found = _asked(request, reference)
    require(request.actor, Permission.REQUEST_SEND, found)
    try:
        operations.send(request=found, contact=found.contact, by=request.actor, at=timezone.now())
    except operations.RequestIsSent:
        pass  # sent twice: it went once
    except operations.MayNotBeAsked:
        messages.error(request, STRUCK)
    except operations.ContactIsDecided:
        messages.error(request, DECIDED)
    else:
        messages.success(request, f"{agencies.said(found.team)} asked")
    return redirect("front_door:asked_one", found.reference)


def _about_one(request, found: InformationRequest, form, template: str):
    return render(
        request,
        f"front_door/requests/{template}.html",
        {"asked": found, "contact": found.contact, "agency": agencies.said(found.team), "form": form},
    )


def _asked(request, reference: str) -> InformationRequest:
    """The request with its contact, for someone of the MASH who may read both."""
    found = _found(reference)
    require(request.actor, Permission.REQUEST_SEND)
    contact = (
        Contact.objects.filter(pk=found.contact_id)
        .select_related("case__responsible_team", "case__area", "child")
        .first()
    )
    if contact is None:
        raise Http404
    found.contact = contact
    audit.saw("case", contact.case_id)
    return found
