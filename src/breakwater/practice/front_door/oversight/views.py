"""What was known when it was decided, dissent, managers' entries, and the month's sample."""

from collections import Counter
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.clocks import time_left
from breakwater.foundation import audit
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may, require

from ..contact_lookup import ContactOperation, read_only
from ..models import Decision, InformationAnswer, KnownThen, Sample, SampleItem
from ..who_to_call import reach_now, who_acts
from . import operations
from .forms import DissentForm, JudgementForm, OversightForm

SHOWN = 40
NO_LONGER = "You decided by it, and may no longer read it."


@require_safe
def known_then(request, reference, number):
    """What was known when a decision was made, as far as this reader may know each thing (SG-18)."""
    contact = read_only(request, reference)
    decision = _decision(contact, number)
    known = decision.known_then.select_related("answer__team__organisation", "other", "sealed_item")
    rows = list(known.order_by("order"))
    audit.saw("case", *(row.other_id for row in rows if row.other_id))
    audit.saw("person", *(row.person_id for row in rows if row.person_id))
    return render(
        request,
        "front_door/oversight/known_then.html",
        {
            "contact": contact,
            "decision": decision,
            "rows": [{"kind": _kind(row), "words": _words(row), "source": _source(row)} for row in rows],
            "dissents": list(decision.dissents.order_by("at", "pk")),
            "may_dissent": may(request.actor, Permission.CONTACT_SCREEN) and may(request.actor, Permission.BOARD_READ),
        },
    )


def _kind(row: KnownThen) -> str:
    """What it was. That an agency declined is no answer of theirs."""
    declined = row.answer_id and row.answer and row.answer.finding == InformationAnswer.Finding.DECLINED
    return "Why another agency declined to share" if declined else row.get_kind_display()


def _words(row: KnownThen) -> str:
    if row.answer_id:
        return (row.answer.text or row.answer.get_finding_display()) if row.answer else NO_LONGER
    if row.sealed_item_id:
        return "Open it on the contact’s page: it is sealed, and reading it is recorded."
    return row.words


def _source(row: KnownThen) -> str:
    if row.answer_id:
        if row.answer is None:
            return ""
        return f"{row.answer.team.organisation.name}, {row.answer.get_label_display().lower()}"
    return row.sealed_item.get_kind_display() if row.sealed_item else ""


def samples(request):
    """The months that were sampled, and drawing last month's."""
    require(request.actor, Permission.CONTACT_OVERSEE)
    area, today = request.actor.membership.team.area, timezone.localdate()
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if request.method == "POST":
        made = operations.draw(area=area, month=last, by=request.actor, at=timezone.now())
        return redirect("front_door:sample", made.public_id)
    found = operations.samples_of(area)
    return render(
        request,
        "front_door/oversight/samples.html",
        {"samples": found, "last": last, "is_drawn": any(each.month == last for each in found)},
    )


@require_safe
def sample(request, public_id):
    require(request.actor, Permission.CONTACT_OVERSEE)
    found = get_object_or_404(Sample, public_id=public_id)
    items = found.items.select_related("contact__case", "contact__child").annotate(
        is_own=operations.for_another(request.user.pk)
    )
    items = items.order_by(F("looked_at").asc(nulls_first=True), "is_own", "pk")
    page = finished_page(items, SHOWN, request.GET.get("page"))
    audit.saw("case", *(item.contact.case_id for item in page))
    audit.saw("person", *(item.contact.child_id for item in page if item.contact.child_id))
    return render(
        request,
        "front_door/oversight/sample.html",
        {
            "sample": found,
            "page": page,
            "left": found.items.filter(looked_at=None).count(),
            "ends": _last_day(found.month),
            "why": Counter(
                SampleItem.Why(why).label for why in found.items.order_by("pk").values_list("why", flat=True)
            ),
        },
    )


class RecordDissent(ContactOperation):
    route, name = "mash/contacts/<str:reference>/known/<int:number>/dissent/", "dissent"
    permission, permission_of = Permission.CONTACT_SCREEN, ""
    operation, operates_on = staticmethod(operations.dissent), "decision"
    leads_to = "front_door:known_then", "subject.reference", "number"
    form_class, template_name = DissentForm, "front_door/oversight/ask.html"
    extra_context = {"heading": "Someone saw it differently", "button": "Save"}
    success_message = "It is beside the decision"

    def answer_instead(self):
        self.number = self.kwargs["number"]
        self.decision = _decision(self.subject, self.number)
        self.decision.contact = self.subject


class EnterOversight(ContactOperation):
    """A manager's entry on a contact."""

    route, name = "mash/contacts/<str:reference>/oversight/", "oversight"
    permission, permission_of = Permission.CONTACT_OVERSEE, ""
    operation = staticmethod(operations.enter)
    form_class, template_name = OversightForm, "front_door/oversight/ask.html"
    extra_context = {"heading": "Management oversight", "button": "Add your entry"}
    success_message = "Your entry is with the contact"


class JudgeSample(OperationView):
    """A manager looks at one decision of the month's sample."""

    route, name = "mash/samples/contacts/<str:public_id>/", "sample_item"
    permission, permission_of, asks_first = Permission.CONTACT_OVERSEE, "", True
    form_class, template_name = JudgementForm, "front_door/oversight/judge.html"
    operation = staticmethod(operations.judge)
    success_message = "{subject.contact.reference} is looked at"
    leads_to = "front_door:sample", "subject.sample.public_id"

    @property
    def subjects(self):
        return operations.to_judge(self.request.user.pk)

    def get_initial(self):
        return {"judgement": self.subject.judgement, "words": self.subject.words}

    def form_valid(self, form):
        answer = super().form_valid(form)
        if form.is_valid() and form.cleaned_data["judgement"] == SampleItem.Judgement.UNSAFE:
            messages.warning(self.request, who_acts(reach_now(self.at, area=self.request.post.team.area)))
        return answer

    def record_sight(self):
        audit.saw("case", self.subject.contact.case_id)

    def get_context_data(self, **more):
        contact = self.subject.contact
        decisions = enumerate(contact.decisions.order_by("at", "pk"), 1)
        missed = operations.missed_clocks(contact)
        return super().get_context_data(
            **more,
            item=self.subject,
            is_own=self.subject.is_own,
            decisions=list(decisions),
            missed=[time_left.shown(clock, now=self.at) for clock in missed],
        )


def _last_day(month: date) -> date:
    return operations.month_after(month) - timedelta(days=1)


def _decision(contact, number: int) -> Decision:
    """The nth decision of a contact, counted from the first."""
    found = list(contact.decisions.order_by("at", "pk"))
    if not 0 < number <= len(found):
        raise Http404
    return found[number - 1]
