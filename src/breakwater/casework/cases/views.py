"""Why can I see this, who has looked, and why we are involved in a case."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases import involvement, sight
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.foundation.models import is_public_id, parse_reference
from breakwater.partnership.organisations.access import Permission, require

from .forms import InvolvementForm, LooksForm
from .pages import source_of

SHOWN = 50


@require_safe
def why(request, kind, key):
    require(request.actor, Permission.WHY_READ)
    record = sight.record_of(kind, key)
    if record is None:
        raise Http404
    audit.saw(kind, record.pk)
    return render(
        request,
        "casework/cases/why.html",
        {
            "noun": sight.NOUNS[kind],
            "key": key if parse_reference(key) == key else "",
            "reasons": sight.why(kind, record),
            "broken": sight.broken(kind, record),
            "post": request.actor.post,
            "back": _page_of(kind, key),
        },
    )


def _page_of(kind: str, key: str) -> str:
    views = {"person": "casework:person", "case": "casework:case", "handover": "casework:handover"}
    return reverse(views[kind], args=[key]) if kind in views else ""


def looks(request):
    """Ask for a record by its reference: for information governance, who sees no casework of its own accord."""
    require(request.actor, Permission.LOOKS_READ)
    form = LooksForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        key = _key_of(form.cleaned_data["kind"], key)
        if key:
            return redirect("casework:looks_at", form.cleaned_data["kind"], key)
        form.add_error(
            "key", "Enter the whole reference, like C-26-4F7K2-X, or the twenty characters of a person. One is wrong"
        )
    return render(request, "casework/cases/looks_ask.html", {"form": form})


def _key_of(kind: str, typed: str) -> str:
    """The reference or public id in what was typed; empty where it is neither, so that no name reaches an address."""
    if kind == "person":
        return typed.lower() if is_public_id(typed.lower()) else ""
    return parse_reference(typed) or ""


@require_safe
def looks_at(request, kind, key):
    """Who has looked at a record. One answer for a record that is not there and for one the post does not answer for."""
    require(request.actor, Permission.LOOKS_READ)
    if kind not in ("case", "person") or _key_of(kind, key) != key:
        raise Http404
    found = sight.who_looked(kind, key, before=whole_number(request.GET.get("before")), limit=SHOWN + 1)
    audit.did("asked who looked", kind, None, key=key)
    return render(
        request,
        "casework/cases/looks.html",
        {
            "key": key if parse_reference(key) == key else "",
            "looks": found[:SHOWN],
            "older": f"?before={found[SHOWN - 1].number}" if len(found) > SHOWN else "",
        },
    )


class StateInvolvement(CaseOperation):
    """State in a sentence why we are involved now."""

    route, name = "cases/<str:reference>/involvement/", "involvement"
    form_class, template_name = InvolvementForm, "casework/cases/involvement.html"
    success_message = "Why we are involved: saved"
    words_of = {cases.CaseIsClosed: "The case is closed. What was stated stays on its record."}
    operation, operates_on = staticmethod(involvement.state), "case"

    @cached_property
    def before(self):
        return involvement.history(self.case)

    def get_initial(self):
        stated = next((reason for reason in self.before[:1] if not reason.from_decision), None)
        return {"words": stated.words if stated else ""}

    def get_context_data(self, **more):
        before = [{"title": reason.words, "when": source_of(reason)} for reason in self.before]
        return super().get_context_data(back=self.get_success_url(), before=before, **more)

    def get_success_url(self):
        return case_display.address_of(self.case)
