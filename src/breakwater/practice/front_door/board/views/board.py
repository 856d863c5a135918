"""The MASH board, and the claims made on it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words, plural
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.organisations.access import Permission, may, require

from ...contact_lookup import ContactOperation
from ...models import Contact
from ...screening.operations import claims
from ...screening.operations.groups import siblings_to_decide
from ..cards import cards_of
from ..contacts import open_contacts
from ..forms import BoardFilter
from ..listing import STAGES, board_for, found_now
from ..rows import Found

KEPT = "board"  # of the session: what somebody chose in the filter or by the head of a column, but for what was typed
BY_WHAT_IS_THERE = ("whose", "school", "area")  # filters whose choices are what is on the board


@require_safe
def board(request):
    require(request.actor, Permission.BOARD_READ)
    now = timezone.now()
    found = found_now(request.actor, now)
    form, wanted = _filter(request, found)
    shown = board_for(request.actor, now=now, wanted=wanted, page=request.GET.get("page", 1), found=found)
    _saw(shown.cards)
    template = "board_list" if request.htmx and request.htmx.target == "mash-board" else "board"
    narrowing = list(form.in_words(wanted))
    return render(
        request,
        f"front_door/mash/{template}.html",
        {
            "board": shown,
            "filter_form": form if "filter" in request.GET else None,
            "chosen": [{"text": words, "remove_url": _without(wanted, name)} for name, words in narrowing],
            "stages": _stages(shown.counts, wanted),
            "heads": _heads(wanted),
            "page_link": f"?{urlencode({**wanted, 'page': '{}'}, safe='{}')}",
            "back": f"?{urlencode(wanted)}",
            "takes_over": may(request.actor, Permission.CONTACT_TAKE_OVER),
            "claims": may(request.actor, Permission.CONTACT_CLAIM),
            "logs_calls": may(request.actor, Permission.CALL_LOG),
        },
    )


def _filter(request, found: Found) -> tuple[BoardFilter, dict]:
    """What is asked of the board. Filters stay for the session: an address that says nothing asks for what was last chosen on the
    board itself, which always says its order; a link from elsewhere shows its own list, once.
    """
    asked = {name: request.GET[name] for name in BoardFilter.base_fields if name in request.GET}
    asks = asked or request.session.get(KEPT, {})
    form = BoardFilter(asks, found=found if "filter" in request.GET or _by_what_is_there(asks) else None)
    wanted = form.wanted()
    if "order" in asked:
        kept = {name: value for name, value in wanted.items() if name != "reference"}
        if request.session.get(KEPT, {}) != kept:
            request.session[KEPT] = kept
    return form, wanted


@require_safe
def card(request, reference):
    """One card alone, as the board draws it."""
    require(request.actor, Permission.BOARD_READ)
    return _card(request, reference)


class OnTheBoard(ButtonView, ContactOperation):
    """Something done with a contact from its card."""

    permission = Permission.CONTACT_CLAIM

    def done(self, words):
        return _answer(self.request, self.subject, words)

    def form_refused(self, form, refusal):
        return _answer(self.request, self.subject, self.refusal_words(refusal), fault=True)


class Claim(OnTheBoard):
    route, name = "mash/contacts/<str:reference>/claim/", "claim"
    operation = staticmethod(claims.claim)
    success_message = "{subject.reference} is yours until the end of the shift"

    def answer_instead(self):
        return _claim_all(self.request, self.subject) if self.request.POST.get("with") == "all" else None

    def done(self, words):
        if self.request.POST.get("then") != "decide":
            return super().done(words)
        messages.success(self.request, words)
        return redirect("front_door:decide", self.subject.reference)

    def refusal_words(self, refusal):
        until = moment_in_words(refusal.claimed_until, now=self.at)
        return f"{refusal.claimed_by.user.name} took it first, until {until}. Nothing has changed."


def _claim_all(request, contact: Contact):
    """Every child of one contact form with one press; whoever has one of them keeps it."""
    others = [other for other in siblings_to_decide(contact) if may(request.actor, Permission.CONTACT_CLAIM, other)]
    audit.saw("case", *(other.case_id for other in others))
    ours = claims.claim_together(contacts=[contact, *others], by=request.actor, at=timezone.now())
    left = 1 + len(others) - len(ours)
    if not ours:
        return _answer(request, contact, "Others have all of them. Nothing has changed.", fault=True)
    words = f"{plural(len(ours), 'contact')} of the same form {'is' if len(ours) == 1 else 'are'} yours until the end of the shift"
    return _answer(request, contact, f"{words}. A colleague has {left} already" if left else words)


class TakeOver(OnTheBoard):
    route, name = "mash/contacts/<str:reference>/take-over/", "take_over"
    permission, operation = Permission.CONTACT_TAKE_OVER, staticmethod(claims.take_over)
    success_message = "You have taken over {subject.reference}"


class Release(OnTheBoard):
    route, name = "mash/contacts/<str:reference>/release/", "release"
    operation = staticmethod(claims.release)
    success_message = "{subject.reference} is back on the board for anyone to take"


def _answer(request, contact: Contact, words: str, *, fault: bool = False):
    """The card again for a script that asked for it, with the words; otherwise the page the person was on."""
    if request.htmx:
        return _card(request, contact.reference, said=words, fault=fault)
    (messages.error if fault else messages.success)(request, words)
    back = _back(request)
    if back:
        return redirect(f"{reverse('front_door:board')}{back}#card-{contact.reference}")
    return redirect("front_door:contact", contact.reference)


def _back(request) -> str:
    """Where on the board one was: its filters, as the form understands them, and the page."""
    back = request.POST.get("back", "")
    if not back.startswith("?"):
        return ""
    asked = QueryDict(back[1:])
    form = BoardFilter(asked, found=found_now(request.actor, timezone.now()) if _by_what_is_there(asked) else None)
    page = {"page": asked["page"]} if asked.get("page", "").isdigit() else {}
    return f"?{urlencode({**form.wanted(), **page})}"


def _card(request, reference, *, said: str = "", fault: bool = False):
    area = request.actor.area_id_acting
    chosen = list(open_contacts(area).filter(reference=reference).values_list("pk", flat=True))
    cards = cards_of(chosen, request.actor, now=timezone.now())
    if not cards:
        raise Http404
    _saw(cards)
    return render(
        request,
        "front_door/mash/card_alone.html",
        {
            "card": cards[0],
            "opened": not said,
            "said": said,
            "fault": fault,
            "takes_over": may(request.actor, Permission.CONTACT_TAKE_OVER),
            "claims": may(request.actor, Permission.CONTACT_CLAIM),
        },
    )


def _saw(cards) -> None:
    audit.saw("case", *(card.case_id for card in cards))
    audit.saw("person", *(card.child_id for card in cards if card.child_id))


def _by_what_is_there(asks: Mapping) -> bool:
    return any(asks.get(name) for name in BY_WHAT_IS_THERE)


def _without(wanted: dict, name: str) -> str:
    """The address of the list without one of its filters. It names its order, so that this stays too."""
    return f"?{urlencode({'order': 'due', **{key: other for key, other in wanted.items() if key != name}})}"


def _heads(wanted: dict) -> list[dict]:
    """The heads of the columns, each with the address of the list in its order."""
    order = wanted.get("order", "due")
    heads = {
        "rag": "Danger and RAG",
        "child": "Child",
        "reason": "Reason for contact",
        "due": "Deadline",
        "allocated": "Allocated to",
    }
    return [
        {"text": text, "href": f"?{urlencode({**wanted, 'order': name})}", "current": name == order}
        for name, text in heads.items()
    ]


def _stages(counts: dict, wanted: dict) -> list[dict]:
    """The stages as links, each with how many stand there."""
    rest = {key: value for key, value in wanted.items() if key != "stage"}
    return [
        {
            "text": text,
            "count": counts[key or "all"],
            "href": f"?{urlencode({**rest, 'stage': key} if key else rest)}",
            "current": wanted.get("stage", "") == key,
        }
        for key, text in {"": "All open", **STAGES}.items()
    ]
