"""What follows from a screening record besides its decision: the worker of an open case, a second manager."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.handovers.operations import MustNotLearn, NoReaderThere
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import NobodyReceives

from ...contact_lookup import asked_for
from ...contact_page.page import contact_page
from ...information_requests.operations.labels import QuotesAnAnswer
from ...information_requests.quotes import say_what_is_quoted, warn_at_the_box
from ...models import Contact, Outcome
from ...screening.operations import requirements
from ...social_care_list import listed_children
from ...social_care_list.operations import open_cases
from .. import effects
from ..forms.second_manager import RouteForm, SecondForm
from ..operations import decisions, open_tasks

P = Permission


def open_case(request, reference):
    """Pass a contact to the worker of the case that social care has open."""
    found = asked_for(request, reference)
    require(request.actor, P.CONTACT_ROUTE, found)
    now = timezone.now()
    known = open_cases.open_with(found)
    form = RouteForm(
        request.POST or None,
        needs_a_look=listed_children.needs_a_look(found, at=now),
        sender_is_public=effects.is_public(found),
    )
    warn_at_the_box(form, [found])
    if request.method == "POST" and known and form.is_valid():
        given = form.cleaned_data
        try:
            offer = decisions.pass_to_worker(
                contact=found,
                note=given["note"],
                words_for_sender=given.get("words_for_sender") or "",
                checked_by_hand=bool(given.get("checked_by_hand")),
                by=request.actor,
                at=now,
            )
        except QuotesAnAnswer as fault:
            say_what_is_quoted(form, fault, {"rationale": "note"})
        except requirements.ContactAlreadyDecided:
            form.add_error(None, "Someone has decided this contact meanwhile. Open it to read the decision.")
        except MustNotLearn:
            form.add_error(
                None,
                "The organisation that would receive it must not learn of this, so nothing was passed on. Ring the designated "
                "officers: they can let it hear.",
            )
        except (NobodyReceives, NoReaderThere):
            form.add_error(
                None,
                "Nobody is named to receive this here, so nothing was passed on. Ring the worker, and tell your manager.",
            )
        except requirements.ContactNotReady as fault:
            form.add_error(
                None, f"The contact needs {requirements.in_a_row(fault.lacks)} first. Open it, then pass it on."
            )
        except decisions.DecidesTheirOwn:
            form.add_error(None, "You made this contact, so someone else passes it on.")
        else:
            messages.success(
                request,
                f"{found.reference} is passed to {offer.to_team.name}, which acknowledges today"
                if offer
                else "It waits for a manager's approval, within the hour. Your manager is told; ring the worker meanwhile",
            )
            return redirect("front_door:contact", found.reference)
    return _draw(request, "open_case", found, form=form, known=known)


def second(request, reference):
    """A second manager agrees to a third ending without further action, or does not (TR-13)."""
    found = asked_for(request, reference)
    require(request.actor, P.CONTACT_DECIDE, found)
    form = SecondForm(request.POST or None)
    waiting = found.proposals.filter(answered_at=None).select_related("contact", "by__membership").first()
    if request.method == "POST" and waiting and form.is_valid():
        agreed = form.cleaned_data["agreed"] == "yes"
        try:
            decisions.answer_proposal(
                proposal=waiting,
                agreed=agreed,
                answer=form.cleaned_data.get("answer") or "",
                by=request.actor,
                at=timezone.now(),
            )
        except decisions.SecondManagerNeeded:
            form.add_error(None, "You proposed it, so another manager answers.")
        except requirements.ApprovalNeeded:
            form.add_error(None, "A social-work-qualified manager approves it: your role here is not recorded as one.")
        except requirements.ContactAlreadyDecided:
            form.add_error(None, "It was decided meanwhile. Open the contact to read the decision.")
        except (
            requirements.NotCheckedByHand,
            requirements.ScreeningNotWhole,
            decisions.AgreementNeeded,
            requirements.ContactNotReady,
            open_tasks.TasksUnsettled,
            QuotesAnAnswer,
        ):
            form.add_error(None, "Something has changed since it was proposed. Say no, and decide it anew.")
        else:
            words = f"Decision recorded for {found.reference}" if agreed else "It stays to be decided"
            messages.success(request, words)
            return redirect("front_door:contact", found.reference)
    outcome = Outcome(waiting.said["outcome"]).label if waiting else ""
    return _draw(request, "second", found, form=form, proposal=waiting, outcome=outcome)


def _draw(request, template: str, found: Contact, **more):
    now = timezone.now()
    page = contact_page(found, request.actor, now=now)
    audit.saw("case", *page.seen_cases)
    audit.saw("person", *page.seen_people)
    return render(request, f"front_door/mash/{template}.html", {"page": page, "now": now, **more})
