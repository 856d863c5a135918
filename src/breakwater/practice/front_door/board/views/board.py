"""The MASH board, and the claims made on it."""

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
from ..cards import STAGES, board_for, cards_of, open_contacts
from ..forms import BoardFilter


@require_safe
def board(request):
    require(request.actor, Permission.BOARD_READ)
    form = BoardFilter(request.GET)
    wanted = form.wanted()
    shown = board_for(request.actor, now=timezone.now(), wanted=wanted, page=request.GET.get("page", 1))
    _saw(shown.cards)
    template = "board_list" if request.htmx and request.htmx.target == "mash-board" else "board"
    return render(
        request,
        f"front_door/mash/{template}.html",
        {
            "board": shown,
            "filter_form": form,
            "chosen": _chosen(form, wanted),
            "stages": _stages(shown.counts, wanted),
            "page_link": f"?{urlencode({**wanted, 'page': '{}'}, safe='{}')}",
            "back": f"?{urlencode(wanted)}",
            "takes_over": may(request.actor, Permission.CONTACT_TAKE_OVER),
            "claims": may(request.actor, Permission.CONTACT_CLAIM),
            "logs_calls": may(request.actor, Permission.CALL_LOG),
        },
    )


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
    back = request.POST.get("back", "")
    if back.startswith("?"):
        narrowed = BoardFilter(QueryDict(back[1:])).wanted()
        return redirect(f"{reverse('front_door:board')}?{urlencode(narrowed)}")
    return redirect("front_door:contact", contact.reference)


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
            "back": "?",
            "said": said,
            "fault": fault,
            "takes_over": may(request.actor, Permission.CONTACT_TAKE_OVER),
            "claims": may(request.actor, Permission.CONTACT_CLAIM),
        },
    )


def _saw(cards) -> None:
    audit.saw("case", *(card.case_id for card in cards))
    audit.saw("person", *(card.child_id for card in cards if card.child_id))


def _chosen(form: BoardFilter, wanted: dict) -> list[dict]:
    """What narrows the list now, in words, each with the address of the list without it."""
    said = []
    for name, value in wanted.items():
        if name in ("order", "stage"):
            continue
        words = dict(form.fields[name].choices).get(value, value) if name != "reference" else f"Reference has {value}"
        rest = {key: other for key, other in wanted.items() if key != name}
        said.append({"text": words, "remove_url": f"?{urlencode(rest)}"})
    return said


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
