"""Declaring conflicts of interest of one's own; for information governance, what was declared and what it keeps out."""

from abc import ABC, abstractmethod
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.casework.cases.case_view import QuestionView
from breakwater.casework.restricting.forms.conflicts import DeclareForm, EndConflictForm, OverForm, TieForm
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import is_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import names_of
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.models import DeclaredTie

asks = require_http_methods(["GET", "HEAD", "POST"])
LOOKS_FOR = timedelta(days=90)


@require_safe
def own(request):
    """What I declared, with a way to add and to say that something is over."""
    declaration, ties = conflicts.own_declaration(request.actor.membership.user)
    rows = [{"tie": tie, "said": _said(tie)} for tie in ties]
    return render(request, "casework/restricting/own.html", {"declaration": declaration, "rows": rows})


def _said(tie) -> str:
    parts = [
        f"{tie.said['forename']} {tie.said['surname']}".strip(),
        tie.said["born"] and f"born {day(date.fromisoformat(tie.said['born']))}",
        tie.said["line"],
        tie.said["postcode"],
        tie.said["upn"],
        tie.said["words"],
    ]
    return ", ".join(part for part in parts if part)


@asks
def declare(request):
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        kind, key = said.pop("kind"), said.pop("idempotency")
        conflicts.declare(kind=kind, said=said, by=request.actor, at=timezone.now(), key=key)
        messages.success(request, "Declared. Only you and information governance can read it")
        return redirect("casework:own_conflicts")
    context = {
        "form": form,
        "heading": "Declare a conflict of interest",
        "button": "Declare it",
        "kind": "",
        "lead": "Fill in what you know of one person or place. It is kept encrypted, keeps you from records of the people you name, and "
        "is never shown to your manager.",
        "back": reverse("casework:own_conflicts"),
    }
    return render(request, "casework/question.html", context)


@require_POST
def confirm(request):
    conflicts.confirm(has_nothing=request.POST.get("nothing") == "yes", by=request.actor, at=timezone.now())
    messages.success(request, "Thank you. Your declaration is up to date")
    return redirect("casework:own_conflicts")


@asks
def over(request, public_id):
    tie = get_object_or_404(DeclaredTie, public_id=public_id, user=request.actor.membership.user)
    form = OverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        conflicts.say_over(tie=tie, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
        messages.success(request, "Noted. Information governance decides whether you may read the record again")
        return redirect("casework:own_conflicts")
    context = {
        "form": form,
        "heading": "Say that it is so no longer",
        "button": "Send",
        "lead": "",
        "kind": "",
        "back": reverse("casework:own_conflicts"),
    }
    return render(request, "casework/question.html", context)


@require_safe
def governance(request):
    """Who asked for a record they are kept from, what keeps whom out, and what was declared."""
    require(request.actor, Permission.CONFLICT_REVIEW)
    now = timezone.now()
    looks = conflicts.blocked_looks(request.actor.area_id_acting, now - LOOKS_FOR)
    found, ties, who = conflicts.conflicts_in_area(), conflicts.declared_in_area(), conflicts.who_declared()
    humans = (
        {look[2] for look in looks}
        | {one.human for one in found}
        | {tie.human for tie in ties}
        | {row[0] for row in who}
    )
    names = names_of(humans)
    context = {
        "looks": [
            {"at": at, "who": names.get(human, ""), "post": post, "kind": kind, "record": record}
            for _, at, human, post, kind, record in looks
        ],
        "standing": [
            {"one": one, "who": names.get(one.human, ""), "basis": conflicts.BASES.get(one.basis, one.basis)}
            for one in found
            if one.ended_at is None
        ],
        "ties": [{"tie": tie, "who": names.get(tie.human, ""), "said": _said(tie)} for tie in ties],
        "silent": sorted(names.get(human, "") for human, confirmed_at, _ in who if confirmed_at is None),
        "declared": sum(confirmed_at is not None for _, confirmed_at, _ in who),
        "now": now,
    }
    return render(request, "casework/restricting/governance.html", context)


class ConflictReview(QuestionView, ABC):
    """What information governance does with one of the rows that the area has: the address numbers it."""

    permission = Permission.CONFLICT_REVIEW
    kind = "warning"
    leads_to = ("casework:conflicts",)
    permission_of = ""

    @abstractmethod
    def rows(self):
        """The rows of the area, each with its `number`."""

    def find_subject(self):
        require(self.request.actor, self.permission)
        found = next((row for row in self.rows() if row.number == self.kwargs["number"]), None)
        if found is None:
            raise Http404
        return found


class TieByHand(ConflictReview):
    """Say whom a declaration means."""

    route, name = "conflicts/declared/<int:number>/", "conflict_tie"
    form_class = TieForm
    heading, button = "Say who is meant", "Tie them"
    success_message = "Tied. From now on they are kept from this person's record"

    def rows(self):
        return conflicts.declared_in_area()

    @property
    def lead(self):
        who = names_of([self.subject.human])[self.subject.human]
        return f"{who} declared: {self.subject.kind_label.lower()}. {_said(self.subject)}"

    def operate(self, form):
        person = form.cleaned_data["key"].lower()
        try:
            if not is_public_id(person):
                raise conflicts.NotFoundThere
            conflicts.tie_by_hand(tie=self.subject.number, person=person, by=self.request.actor, at=self.at)
        except conflicts.NotFoundThere:
            raise Refusal(
                words="No person of your area is known by this. Check it with the manager who gave it to you", box="key"
            ) from None


class EndConflict(ConflictReview):
    """End a match: whoever was kept out may read the record again."""

    route, name = "conflicts/<int:number>/end/", "conflict_end"
    form_class = EndConflictForm
    heading, button = "End a match", "End"
    success_message = "Ended. They may read the record again, as far as their role does"
    words_of = {conflicts.NotFoundThere: "Nobody ends a match of their own. Ask another officer."}

    def rows(self):
        return (one for one in conflicts.conflicts_in_area() if one.ended_at is None)

    @property
    def lead(self):
        who = names_of([self.subject.human])[self.subject.human]
        return f"{who}: {conflicts.BASES.get(self.subject.basis, self.subject.basis).lower()}."

    def operate(self, form):
        conflicts.end_conflict(conflict=self.subject.number, by=self.request.actor, at=self.at, **form.cleaned_data)


OPERATIONS = (TieByHand, EndConflict)
