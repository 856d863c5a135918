"""The queue of calls, and one call before it begins: its script, when it is arranged, that nobody answered, best times."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove, SubjectPage
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.forms import ArrangeForm, TimesForm, TriedForm
from breakwater.practice.education.calls.operations import calls as call_operations
from breakwater.practice.education.calls.operations import letters
from breakwater.practice.education.models import Call, CallItem, ListRow

CALL = "lists/calls/<str:public_id>/"


@require_safe
def calls(request):
    """Whom to ring next."""
    require(request.actor, Permission.CALL_WORK)
    shown = pages.queue(request.actor, now=timezone.now(), patch=request.GET.get("patch"))
    audit.saw("call", *(one.call.pk for one in (*shown.waiting, *shown.done)))
    return render(
        request, "education/calls/queue.html", {"shown": shown, "now": timezone.now(), "today": timezone.localdate()}
    )


class OfCall:
    """What every view of one call shares."""

    model = Call
    related = (
        "area",
        "school_team__organisation",
        "school_list__fortnight",
        "school_list__area",
        "ended_by__membership__user",
        "ended_by__membership__role",
        "letter",
    )
    permission = Permission.CALL_WORK
    leads_to = "education:call", "subject.public_id"
    audited_as = "call"
    context_object_name = "call"


class ShowCall(OfCall, SubjectPage):
    """What there is to talk about, in its order; once it is begun, how far one is."""

    route, name, template_name = CALL, "call", "education/calls/call.html"

    def get_context_data(self, **more):
        call = self.subject
        items = letters.items_of(call) if call.begun_at else []
        steps = [] if items else call_operations.prepared(call, at=self.at)
        in_script = [one.step.row for one in steps if one.step.row]
        rest = pages.rest_of(call, {item.row_id for item in items} | {row.pk for row in in_script})
        people = [item.person_id for item in items if item.person_id]
        audit.saw("person", *people, *(row.person_id for row in (*rest, *in_script)))
        return super().get_context_data(
            items=items,
            steps=steps,
            rest=rest,
            now=self.at,
            today=timezone.localdate(),
            times=pages.times_of(call),
            tries=list(call.tries.order_by("-at")),
            groups=CallItem.Group,
            best_times=pages.best_times,
            whole=pages.running(call),
            age=pages.age_in_words,
            in_words=letters.in_words,
            **more,
        )


class Begin(OfCall, ButtonView):
    """Begin it, or go on where one was."""

    route, name = f"{CALL}begin/", "begin_call"
    operation = staticmethod(call_operations.begin)

    def get_success_url(self):
        items = self.subject.items
        waits = items.filter(talked_at=None).order_by("order", "pk").first() or items.order_by("-order").first()
        return reverse("education:talk", args=[waits.public_id])

    def get_refused_url(self, refusal=None):
        return super().get_success_url()


class TalkAbout(ButtonView):
    """Talk about a row that is not in the script."""

    route, name = "lists/rows/<str:public_id>/talk/", "also_talk"
    model, related = ListRow, ("pupil", "list__call")
    permission = Permission.CALL_WORK
    leads_to = "education:talk", "result.public_id"
    refused_to = "education:call", "subject.list.call.public_id"

    def find_subject(self):
        require(self.request.actor, self.permission)  # a school may read its row, and learns nothing of the call
        return super().find_subject()

    def permission_subject(self):
        if not hasattr(self.subject.list, "call"):
            raise Http404
        return self.subject.list.call

    def operate(self, form):
        audit.saw("person", self.subject.person_id)
        return call_operations.also(call=self.subject.list.call, row=self.subject, **self.acting)


class Arrange(RefusedAbove, OfCall, OperationView):
    """When the school is rung, as agreed with it."""

    route, name = f"{CALL}arrange/", "arrange_call"
    form_class, template_name = ArrangeForm, "education/calls/arrange.html"
    success_message = "Arranged with {subject.school_team.organisation.name}"
    leads_to = ("education:calls",)

    def operate(self, form):
        when = moment(form.cleaned_data["on"], form.cleaned_data["time"])
        return call_operations.arrange(self.subject, arranged_for=when, **self.acting)


class NobodyCouldTalk(Arrange):
    """Nobody could talk: it is on record, and the school stays in the queue."""

    route, name = f"{CALL}tried/", "tried_call"
    form_class, template_name = TriedForm, "education/calls/tried.html"
    success_message = "On record: {subject.school_team.organisation.name} was called. It stays in the queue"

    def operate(self, form):
        said = form.cleaned_data
        words, key = said["words"] or "", said["idempotency"]
        return call_operations.tried(self.subject, why=said["why"], words=words, key=key, **self.acting)


class BestTimes(OfCall, OperationView):
    """When this school is best rung, on what number, whom to ask for."""

    route, name = f"{CALL}times/", "call_times"
    form_class, template_name = TimesForm, "education/calls/times.html"
    success_message = "Saved, for every call to this school"
    operation, operates_on = staticmethod(call_operations.keep_times), "subject.school_team"

    def get_initial(self):
        known = pages.times_of(self.subject)
        if known is None:
            return {}
        names = ("starts", "ends", "telephone", "ask_for", "words")
        return {name: getattr(known, name) for name in names} | {"weekdays": [str(day) for day in known.weekdays]}


VIEWS = (Begin, Arrange, NobodyCouldTalk, BestTimes, TalkAbout, ShowCall)
