"""What falls due, what is held, the schedule, and what is proposed, approved and deleted: its facts, never its content."""

from django.http import Http404
from django.views import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import as_words, csv_answer
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from . import forms, lookup, operations
from .schedule import schedule

KEEP, APPROVE = Permission.RETENTION_KEEP, Permission.RETENTION_APPROVE
AT = "retention/"
BATCH, HOLD, RECORD = f"{AT}batches/<str:public_id>/", f"{AT}holds/<str:public_id>/", f"{AT}records/<str:public_id>/"
CHANGE = f"{AT}schedule/changes/<uuid:key>/"
SHOWN = 30
REASON = "a reason names nobody, and is read by those who answer for retention alone"


class _Listed(ListPage):
    permission = KEEP

    def get_context_data(self, **more):
        keeps = may(self.request.actor, KEEP)
        return super().get_context_data(now=self.at, today=london_date(self.at), keeps=keeps, **more)


class Due(_Listed):
    """The review list."""

    route, name, template_name = AT, "due", "retention/due.html"
    audited_as, filter_form = "retention_due", forms.DueFilter
    may_be_taken_away = (
        False  # records of compartments and restricted ones stand in it, each by its class (SG-11, SG-12)
    )

    def get_queryset(self):
        return lookup.due()

    def get_context_data(self, **more):
        return super().get_context_data(counted_at=lookup.counted_at(), **more)


class Holds(_Listed):
    route, name, template_name, audited_as = f"{AT}holds/", "holds", "retention/holds.html", "hold"
    may_be_taken_away = False  # as the review list

    def get_queryset(self):
        return lookup.holds()


class Batches(_Listed):
    route, name, template_name, audited_as = f"{AT}batches/", "batches", "retention/batches.html", "batch"
    permission = APPROVE

    def get_queryset(self):
        return lookup.batches()

    def get_context_data(self, **more):
        return super().get_context_data(erasures=list(lookup.erasures()[:SHOWN]), **more)


class Schedule(SubjectPage):
    route, name, template_name = f"{AT}schedule/", "schedule", "retention/schedule.html"
    permission, permission_of = KEEP, ""

    def get_context_data(self, **more):
        today = london_date(self.at)
        return super().get_context_data(
            classes=lookup.classes_in_force(today),
            otherwise=schedule().otherwise.values(),
            not_yet=schedule().not_yet,
            not_yet_of_children=schedule().not_yet_of_children,
            care=schedule().care,
            today=today,
            **more,
        )


class _OfDue(SubjectView):
    subjects, permission = lookup.DUE, KEEP
    audited_as, context_object_name = "retention_due", "due"


class RecordPage(_OfDue, SubjectPage):
    route, name, template_name = RECORD, "record", "retention/record.html"

    def get_context_data(self, **more):
        return super().get_context_data(today=london_date(self.at), **more)


class _Asks(OperationView):
    template_name, permission, words_stay = "retention/ask.html", KEEP, REASON
    heading = button = lead = ""
    back_to: tuple[str, ...]

    def get_context_data(self, **more):
        shown = {
            "heading": self.heading,
            "button": self.button,
            "lead": self.lead,
            "back": self.address_of(*self.back_to),
        }
        return super().get_context_data(**shown | more)


class KeepLonger(_OfDue, _Asks):
    route, name, form_class = f"{RECORD}longer/", "longer", forms.LongerForm
    heading, button = "Keep a record longer", "Save"
    operation, success_message = staticmethod(operations.keep_longer), "Saved. The list is updated tonight"
    back_to = leads_to = ("retention:record", "subject.public_id")


class PlaceHold(_Asks):
    route, name, form_class = f"{AT}holds/new/", "hold_new", forms.HoldForm
    permission_of, heading, button = "", "Place a legal hold on records", "Place hold"
    lead = "While a hold stands nothing that it covers is deleted, whoever approved it."
    operation, success_message = staticmethod(operations.hold), "The hold stands from now on"
    back_to = leads_to = ("retention:holds",)

    def get_initial(self):
        name = self.request.GET.get("name", "")
        return {"name": name, "on": "RECORD"} if name else {}


class EndHold(_Asks):
    route, name, form_class, subjects = f"{HOLD}end/", "hold_end", forms.ReasonForm, lookup.HOLDS
    heading, button, audited_as = "End a legal hold", "End hold", "hold"
    lead = "What it covered falls under its own rule again, and is proposed once it is due."
    operation, success_message = staticmethod(operations.end_hold), "The hold has ended"
    back_to = leads_to = ("retention:holds",)


class ChangeYears(_Asks):
    route, name, form_class = f"{AT}schedule/<slug:key>/", "years", forms.YearsForm
    permission_of, button = "", "Save"
    operates_on = "of"
    operation, success_message = staticmethod(operations.change_years), "{result.says}"
    back_to = leads_to = ("retention:schedule",)

    def find_subject(self):
        self.of = schedule().classes.get(self.kwargs["key"])
        if self.of is None:
            raise Http404
        return

    def get_context_data(self, **more):
        lead = f"The product’s schedule says: {self.of.rule}. Source: {self.of.source}. No fewer than {self.of.at_least} years. Fewer than now hold once somebody else agrees."
        return super().get_context_data(**{"heading": f"Years: {self.of.label}", "lead": lead} | more)


class _OfChange(SubjectView):
    subjects, permission = lookup.changes(), APPROVE
    lookup = "key"
    audited_as, context_object_name = "class_change", "change"


class ChangePage(_OfChange, SubjectPage):
    """Other years of a class, and who agreed."""

    route, name, template_name = CHANGE, "change", "retention/change.html"

    def get_context_data(self, **more):
        is_theirs = self.subject.by.membership.user_id == self.request.actor.membership.user_id
        return super().get_context_data(is_theirs=is_theirs, **more)


class AgreeToYears(_OfChange, ButtonView):
    route, name = f"{CHANGE}agree/", "change_agree"
    operation, success_message = staticmethod(operations.agree_to_years), "Agreed. It holds from today"
    leads_to = ("retention:change", "subject.key")


class RefuseYears(_OfChange, _Asks):
    route, name, form_class = f"{CHANGE}refuse/", "change_refuse", forms.ReasonForm
    permission = APPROVE
    heading, button = "Refuse fewer years", "Refuse"
    operation, success_message = staticmethod(operations.refuse_years), "Refused. It is kept as long as before"
    back_to = leads_to = ("retention:change", "subject.key")


class Propose(_Asks):
    route, name, form_class = f"{AT}batches/new/", "propose", forms.ProposeForm
    permission_of, heading, button = "", "Propose records for deletion", "Propose"
    lead = "Somebody else approves the batch, and the night after deletes it. What is held or kept longer is left out."
    operation, success_message = staticmethod(operations.propose), "Proposed. Somebody else approves it"
    back_to, leads_to = ("retention:batches",), ("retention:batch", "result.public_id")


class _OfBatch(SubjectView):
    subjects, permission = lookup.BATCHES, APPROVE
    audited_as, context_object_name = "batch", "batch"


class BatchPage(_OfBatch, SubjectPage):
    """A batch; once it is done, its certificate."""

    route, name, template_name = BATCH, "batch", "retention/batch.html"

    def get_context_data(self, **more):
        is_theirs = self.subject.by.membership.user_id == self.request.actor.membership.user_id
        is_open = not (self.subject.approved_at or self.subject.refused_at)
        records = list(lookup.records_of(self.subject))
        return super().get_context_data(records=records, is_open=is_open, is_theirs=is_theirs, **more)


class Certificate(_OfBatch, View):
    """The batch as a file, for the records manager's own register."""

    route, name, http_method_names = f"{BATCH}certificate.csv", "certificate", ("get", "head")

    def get(self, request, **kwargs):
        audit.saw("batch", self.subject.pk)
        heads = ["Class", "Record", "Counted from", "Due", "Rule", "Status", "Why not", "When", "Rows"]
        rows = [
            [
                each.of_class.label,
                as_words(each.name),
                each.since_on,
                each.due_on,
                as_words(each.rule),
                each.get_state_display(),
                as_words(each.because),
                f"{each.done_at:%Y-%m-%d}" if each.done_at else "",
                each.rows,
            ]
            for each in lookup.records_of(self.subject)
        ]
        return csv_answer(f"deleted-records-{self.subject.at:%Y-%m-%d}.csv", [heads, *rows])


class Approve(_OfBatch, ButtonView):
    route, name = f"{BATCH}approve/", "approve"
    operation, success_message = staticmethod(operations.approve), "Approved. It is deleted tonight"
    leads_to = ("retention:batch", "subject.public_id")


class Refuse(_OfBatch, _Asks):
    route, name, form_class = f"{BATCH}refuse/", "refuse", forms.ReasonForm
    permission = APPROVE
    heading, button = "Refuse a batch", "Refuse"
    operation, success_message = staticmethod(operations.refuse), "Refused. Its records stay on the list"
    back_to = leads_to = ("retention:batch", "subject.public_id")


VIEWS = (
    *(Due, RecordPage, KeepLonger, Holds, PlaceHold, EndHold, Schedule, ChangeYears),
    *(ChangePage, AgreeToYears, RefuseYears),
    *(Batches, Propose, BatchPage, Certificate, Approve, Refuse),
)
