"""Folders of inspections, for those named on them; and the lists that an area keeps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.foundation.storage.sniffing import KINDS
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from .. import leads
from . import forms, lookup, operations

AT = "inspections/"
ONE = f"{AT}<str:public_id>/"
LISTS = f"{AT}lists/"
KEEP, READ = Permission.INSPECTION_KEEP, Permission.INSPECTION_READ
WORDS_STAY = "the folder of an inspection is read by those named on it and nobody else"


def is_open(one) -> bool:
    return one.closed_at is None


class Inspections(ListPage):
    route, name, template_name = AT, "inspections", "assurance/inspections/inspections.html"
    permission, audited_as = READ, "inspection"

    def get_queryset(self):
        return lookup.folders()

    def get_context_data(self, **more):
        colleagues = leads.of_colleagues(leads.INSPECTION)
        return super().get_context_data(**more, keeps=may(self.request.actor, KEEP), of_colleagues=colleagues)


class OpenFolder(OperationView):
    route, name, template_name = f"{AT}new/", "inspection_new", "design/step.html"
    permission, permission_of, form_class = KEEP, "", forms.InspectionForm
    operation, words_stay = staticmethod(operations.open_folder), WORDS_STAY
    leads_to, refused_to = ("assurance:inspection", "result.public_id"), ("assurance:inspections",)
    success_message = "The folder is open"

    def get_context_data(self, **more):
        shown = {"heading": "Open the folder of an inspection", "button": "Open it", "lead": "", "kind": ""}
        return super().get_context_data(**shown | {"back": reverse("assurance:inspections")} | more)


class OfInspection(SubjectView):
    subjects, context_object_name, audited_as = lookup.INSPECTIONS, "inspection", "inspection"
    permission, leads_to, asks_first = READ, ("assurance:inspection", "subject.public_id"), True


class InspectionStep(OfInspection, StepView):
    steps_at, steps_named, words_stay, when = ONE, "inspection", WORDS_STAY, staticmethod(is_open)
    success_message, button = "Saved", "Save"


class Ask(InspectionStep.of("ask", "Record a request", forms.AskedForm, operations.ask)):
    def get_initial(self):
        return {"asked_by": self.subject.agency, "asked_on": london_date(self.at)}


class AskByList(
    InspectionStep.of(
        "from-list", "Record requests from a list", forms.ByListForm, operations.ask_by_list, permission=KEEP
    )
):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lists": list(lookup.kept_in(self.subject.area))}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return operations.ask_by_list(self.subject, **form.chosen(), key=key, **self.acting)

    def success_words(self):
        return f"{self.result} requests are recorded"


class NameSomebody(
    InspectionStep.of("name", "Name somebody", leads.PostForm, operations.name_member, says="Named", permission=KEEP)
):
    lead = "Whoever is named reads the whole folder."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"posts": lookup.posts_to_name(self.subject.area, london_date(self.at))}

    def operate(self, form):
        return operations.name_member(self.subject, form.chosen(), **self.acting)


class HandOver(
    leads.HandsOver,
    InspectionStep.of(
        "hand-over",
        "Hand over the lead",
        leads.HandOverForm,
        leads.hand_over,
        says="They lead it from now on",
        permission=KEEP,
    ),
):
    kind_led, leads_to, refused_to = leads.INSPECTION, ("assurance:inspections",), OfInspection.leads_to


class TakeOver(leads.TakesOver, InspectionStep):
    route, name, permission, kind_led = f"{ONE}take-over/", "inspection_take_over", KEEP, leads.INSPECTION
    refused_to, heading = ("assurance:inspections",), "Take over the folder of an inspection"
    when = staticmethod(lambda led: True)


class CloseFolder(OfInspection, ButtonView):
    route, name, permission = f"{ONE}close/", "inspection_close", KEEP
    operation, success_message = staticmethod(operations.close_folder), "The folder is closed"


STEPS = (Ask, AskByList, NameSomebody, HandOver)


class InspectionPage(OfInspection, SubjectPage):
    route, name, template_name = ONE, "inspection", "assurance/inspections/inspection.html"

    def get_context_data(self, **more):
        one, actor = self.subject, self.request.actor
        return super().get_context_data(
            **more,
            steps=offered(STEPS, one, "assurance", actor),
            keeps=may(actor, KEEP, one),
            requests=lookup.requests_of(one),
            named=list(one.members.all()),
            handovers=leads.handovers_of(inspection=one),
            today=london_date(self.at),
        )


class EndMember(ButtonView):
    route, name = f"{AT}named/<str:public_id>/end/", "inspection_member_end"
    subjects, permission, permission_of, asks_first = lookup.MEMBERS, KEEP, "subject.inspection", True
    operation, leads_to = staticmethod(operations.end_member), ("assurance:inspection", "subject.inspection.public_id")
    success_message = "Their part is ended"


class OfRequest(SubjectView):
    subjects, context_object_name = lookup.REQUESTS, "one"
    permission, permission_of, asks_first = READ, "subject.inspection", True
    leads_to = ("assurance:inspection", "subject.inspection.public_id")

    def record_sight(self):
        audit.saw("inspection", self.subject.inspection_id)

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": f"Request {self.subject.number}"} | more)


class RequestStep(OfRequest, StepView):
    steps_at, steps_named, words_stay = f"{AT}requests/<str:public_id>/", "inspection_request", WORDS_STAY
    when, success_message, button = staticmethod(lambda one: is_open(one.inspection)), "Recorded", "Save"


class Give(RequestStep.of("give", "Record what was given", forms.GivenForm, operations.give)):
    def get_initial(self):
        return {
            "given_to": self.subject.asked_by,
            "given_on": london_date(self.at),
            "given_by": self.request.actor.membership.user.name,
        }

    def get_context_data(self, **more):
        return super().get_context_data(**{"encoding": "multipart/form-data"} | more)


class GiveNothing(RequestStep.of("nothing", "Say why nothing is given", forms.NothingForm, operations.give_nothing)):
    pass


def attached(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


class ItemFile(SubjectView, View):
    route, name, http_method_names = f"{AT}items/<str:public_id>/file/", "inspection_file", ("get", "head")
    subjects, permission, permission_of, asks_first = lookup.ITEMS, READ, "subject.request.inspection", True

    def get(self, request, **kwargs):
        content = operations.open_file(self.subject)
        if content is None:
            messages.error(request, "This file has not passed its scan, or has been removed. Try again in a minute")
            return redirect("assurance:inspection", self.subject.request.inspection.public_id)
        ending = KINDS[self.subject.stored_kind].extensions[0]
        return attached(content, f"given-{self.subject.public_id}.{ending}")


class RemoveFile(StepView):
    """Destroy a file that should not be here."""

    route, name, subjects = f"{AT}items/<str:public_id>/remove/", "inspection_file_remove", lookup.ITEMS
    permission, permission_of, asks_first = KEEP, "subject.request.inspection", True
    heading, button, kind, form_class = "Destroy a file", "Destroy the file", "warning", forms.RemoveForm
    lead, words_stay = "The file is destroyed for good. That something was given stays on record.", WORDS_STAY
    operation = staticmethod(operations.remove_file)
    success_message = "The file is destroyed. What was given stays on record"
    leads_to = ("assurance:inspection", "subject.request.inspection.public_id")
    when = staticmethod(lambda item: item.has_file and is_open(item.request.inspection))


class RequestsFile(OfInspection, View):
    """The list of what was asked and given, to download."""

    route, name, http_method_names = f"{ONE}requests.csv", "inspection_requests", ("get", "head")

    def get(self, request, **kwargs):
        audit.did("exported the requests of", "inspection", self.subject.pk)
        return csv_answer("inspection-requests.csv", lookup.rows_of(self.subject))


class Lists(ListPage):
    """What inspectors ask for at once, kept as data by the area."""

    route, name, template_name = LISTS, "inspection_lists", "assurance/inspections/lists.html"
    permission = KEEP

    def get_queryset(self):
        return lookup.kept_in(self.request.actor.membership.team.area)

    def get_context_data(self, **more):
        return super().get_context_data(**more, today=london_date(self.at))


class NewList(OperationView):
    route, name, template_name = f"{LISTS}new/", "inspection_list_new", "design/step.html"
    permission, permission_of, form_class = KEEP, "", forms.ListForm
    leads_to, success_message, words_stay = (
        ("assurance:inspection_lists",),
        "The list is saved",
        "a list is about no child",
    )
    heading = "Add a list for inspections"

    def get_initial(self):
        return {"revision": 0}

    def operate(self, form):
        return operations.keep_list(self.subject, form.facts(), revision=form.cleaned_data["revision"], **self.acting)

    def get_context_data(self, **more):
        shown = {
            "heading": self.heading,
            "button": "Save",
            "lead": "",
            "kind": "",
            "back": reverse("assurance:inspection_lists"),
        }
        return super().get_context_data(**shown | more)


class ChangeList(NewList):
    route, name, heading = f"{LISTS}<str:public_id>/", "inspection_list", "Change a list"

    def find_subject(self):
        self.subjects = lookup.kept_in(self.request.actor.membership.team.area)
        return super().find_subject()

    def get_initial(self):
        names = (*operations.ListFacts.__dataclass_fields__, "revision")
        return {name: getattr(self.subject, name) for name in names}


VIEWS = (
    Lists,
    NewList,
    ChangeList,
    Inspections,
    OpenFolder,
    InspectionPage,
    CloseFolder,
    EndMember,
    TakeOver,
    *STEPS,
    Give,
    GiveNothing,
    ItemFile,
    RemoveFile,
    RequestsFile,
)
