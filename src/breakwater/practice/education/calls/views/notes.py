"""The call screen: one pupil after another, what is typed kept as it is typed; actions, and what is seen differently."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.forms import DisagreeForm, HarmForm, ItemForm, SettleDifferenceForm, as_typed
from breakwater.practice.education.calls.operations import actions, calls, letters, notes
from breakwater.practice.education.models import CallAction, CallItem, Disagreement
from breakwater.practice.education.received import say_received

TALK = "lists/calls/talk/<str:public_id>/"
TOP = "#main-content"


def find_item(request, public_id: str) -> CallItem:
    """One thing talked about, for who works on its call. Raises Http404, NotPermitted."""
    item = pages.find_item(public_id)
    if item is None:
        raise Http404
    require(request.actor, Permission.CALL_WORK, item.call)
    audit.saw("call", item.call_id)
    if item.person_id:
        audit.saw("person", item.person_id)
    return item


class OfItem:
    """What every view of one thing talked about shares."""

    permission = Permission.CALL_WORK
    leads_to = "education:talk", "subject.public_id"
    permission_of = "subject.call"
    context_object_name = "item"

    def find_subject(self):
        return find_item(self.request, self.kwargs["public_id"])


class Talk(OfItem, OperationView):
    """One pupil: last time, what the school says, what we know, what is said now; on to the next with one key."""

    route, name = TALK, "talk"
    form_class, template_name = ItemForm, "education/calls/step.html"

    @cached_property
    def place(self) -> pages.Place:
        return pages.place_of(self.subject)

    @cached_property
    def step(self) -> pages.Step:
        return pages.step_of(self.place, now=self.at)

    def get_initial(self):
        return as_typed(self.subject, "" if self.request.method == "POST" else self.step.note)

    def get_form_kwargs(self):
        asks = {"asks_meeting": self.place.asks_meeting, "asks_help": self.place.asks_help}
        return super().get_form_kwargs() | {"item": self.subject} | asks

    def operate(self, form):
        said, today = form.cleaned_data, timezone.localdate()
        _keep(self.request, self.subject, form, at=self.at)
        if said["what"]:
            due_on = form.due(today, calls.next_call_on(self.subject.call.area, today))
            who, key = said["who"] or "", said["idempotency"]
            agreed = actions.AgreedFacts(what=said["what"], owner=said["owner"], who=who, due_on=due_on)
            actions.agree(self.subject, agreed, key=key, **self.acting)
            notes.forget_draft(self.subject)

    def form_refused(self, form, refusal):
        if isinstance(refusal, notes.LetterIsOut):
            messages.warning(self.request, refusal.words)
            return redirect("education:call_letter", self.subject.call.public_id)
        self.subject.revision = refusal.theirs.revision
        return self.render_to_response(self.get_context_data(form=form, theirs=refusal.theirs), status=409)

    def get_success_url(self):
        """A page that names no place in itself inherits that of the address before: the next pupil begins at their name."""
        act = self.request.POST.get("act", "next")
        if act == "stay":
            return f"{super().get_success_url()}#agreed"
        there = {"prev": self.place.before, "next": self.place.after}.get(act)
        if there:
            return reverse("education:talk", args=[there.public_id]) + TOP
        return reverse("education:end_call", args=[self.subject.call.public_id]) + TOP

    def get_context_data(self, **more):
        whole = self.step.whole
        audit.saw("person", *(one.person_id for one in (*whole.actions, *whole.differences) if one.person_id))
        return super().get_context_data(
            step=self.step,
            call=self.subject.call,
            whole=whole,
            now=self.at,
            today=timezone.localdate(),
            age=pages.age_in_words,
            in_words=letters.in_words,
            new_key=uuid4,
            **more,
        )


def _keep(request, item: CallItem, form: ItemForm, *, at) -> CallItem:
    note, revision = form.cleaned_data.get("note") or "", whole_number(request.POST.get("revision"))
    return notes.keep(item=item, talk=form.talk(), note=note, revision=revision, by=request.actor, at=at)


@require_POST
def keep(request, public_id):
    """Keep what has been typed so far, a moment after it was typed."""
    item = find_item(request, public_id)
    form = ItemForm(request.POST, item=item, asks_meeting=True, asks_help=True)
    form.is_valid()  # what is wrong is left out, and said when the page is sent
    try:
        kept = _keep(request, item, form, at=timezone.now())
    except Refusal:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-revision": str(kept.revision)})


class Disagree(RefusedAbove, OfItem, OperationView):
    """School and authority see it differently: both views, until it is settled."""

    route, name = f"{TALK}differs/", "disagree"
    form_class, template_name = DisagreeForm, "education/calls/disagree.html"
    operation = staticmethod(actions.disagree)


class BringHarm(RefusedAbove, OfItem, OperationView):
    """Significant harm came up: a contact is made now."""

    route, name = f"{TALK}harm/", "call_harm"
    form_class, template_name = HarmForm, "education/calls/harm.html"

    def answer_instead(self):
        require(self.request.actor, Permission.CONTACT_MAKE)

    def get_initial(self):
        return {"words": self.subject.said}

    def operate(self, form):
        told = {name: form.cleaned_data[name] for name in ("words", "danger")}
        made = notes.bring_to_the_front_door(item=self.subject, **told, **self.acting)
        say_received(self.request, made.case, at=self.at)

    def get_context_data(self, **more):
        ask_now = RECEIVERS["front_door"].ask_now(self.request.actor.membership.team.area, self.at)
        return super().get_context_data(ask_now=ask_now, **more)


class Done(ButtonView):
    """What was agreed is done."""

    route, name = "lists/calls/agreed/<str:public_id>/done/", "agreed_done"
    model, related = CallAction, ("letter",)
    permission = Permission.CALL_WORK
    operation = staticmethod(actions.do)

    def get_success_url(self):
        """To the step one came from, or to the call."""
        item = pages.item_of_team(self.request.POST.get("item", ""), self.subject.link_team_id)
        if item:
            return reverse("education:talk", args=[item.public_id])
        return reverse("education:call", args=[self.subject.letter.call.public_id])


class Drop(Done):
    """Take back what was agreed, while the school has not read of it."""

    route, name = "lists/calls/agreed/<str:public_id>/drop/", "agreed_drop"
    operation = staticmethod(actions.drop)


class Settle(OperationView):
    """How something seen differently was settled."""

    route, name = "lists/calls/differences/<str:public_id>/", "settle_difference"
    model, related = Disagreement, ("letter", "settled_by__membership__user")
    permission = Permission.CALL_WORK
    form_class, template_name = SettleDifferenceForm, "education/calls/settle.html"
    success_message = "Settled. The school reads how on its next list"
    leads_to = ("education:calls",)
    operation = staticmethod(actions.settle)

    def record_sight(self):
        audit.saw("letter", self.subject.letter_id)

    def get_context_data(self, **more):
        shown = {"found": self.subject, "today": timezone.localdate(), "age": pages.age_in_words}
        return super().get_context_data(**shown, **more)


VIEWS = (Talk, Disagree, BringHarm, Done, Drop, Settle)
