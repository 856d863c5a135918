"""Consultations with schools, and the files of pupils who change school, as co-ordinators see them."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.models import Consultation, SchoolList
from breakwater.practice.education.received import say_received

from . import pages
from .forms import ConsultationForm, ContactOfItForm
from .operations import consultations as operations

ONE = "lists/consultations/<str:public_id>/"
ASKED = ("asked_by", "theme", "question", "advice", "decided", "level", "follow_up_on")


@require_safe
def consultations(request):
    """What is to be asked again first, then the newest."""
    require(request.actor, Permission.LIST_CHECK)
    shown = pages.to_ask_again_and_the_rest()
    audit.saw("school_consultation", *(one.pk for rows in shown.values() for one in rows))
    return render(
        request, "education/consultations.html", {**shown, "now": timezone.now(), "today": timezone.localdate()}
    )


class Consult(OperationView):
    """Write down what the school of a list asked."""

    route, name = "lists/<str:public_id>/consultation/", "consultation_new"
    model, related = SchoolList, ("team__organisation", "team__area")
    permission = Permission.LIST_CHECK
    form_class, template_name = ConsultationForm, "education/consultation_new.html"
    success_message = "Saved. If it is significant harm, make a contact of it now"
    leads_to = "education:consultation", "result.public_id"
    context_object_name = "found"

    @cached_property
    def pupils(self):
        return pages.pupils_of(self.subject)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"pupils": self.pupils}

    def operate(self, form):
        of = form.cleaned_data
        said = {name: of[name] for name in ASKED}
        asked = operations.Asked(person=form.person, named_as=form.named_as, **said)
        return operations.consult(school=self.subject.team, asked=asked, key=of["idempotency"], **self.acting)

    def record_sight(self):
        audit.saw("person", *(one.person_id for one in self.pupils))


class OfConsultation:
    """What every view of one consultation shares."""

    model, related = (
        Consultation,
        (
            "school_team__organisation",
            "person",
            "case",
            *(f"by__{each}" for each in ("membership__user", "membership__role", "membership__team__area", "area")),
        ),
    )
    permission = Permission.LIST_CHECK
    audited_as = "school_consultation"

    def get_context_data(self, **more):
        return super().get_context_data(found=self.subject, today=timezone.localdate(), **more)


class ShowConsultation(OfConsultation, SubjectPage):
    route, name, template_name = ONE, "consultation", "education/consultation.html"


class AskedAgain(OfConsultation, ButtonView):
    """It was asked again how it went."""

    route, name = f"{ONE}asked-again/", "consultation_again"
    success_message = "Noted"
    leads_to = ("education:consultations",)
    operation = staticmethod(operations.followed_up)


class MakeContact(OfConsultation, OperationView):
    """Make a contact of it."""

    route, name = f"{ONE}contact/", "consultation_contact"
    form_class, template_name = ContactOfItForm, "education/consultation_contact.html"
    hears_again = True  # danger said after no is an alarm at once
    leads_to = "education:consultation", "subject.public_id"

    def answer_instead(self):
        is_made = self.subject.case_id and self.request.method != "POST"
        return redirect(self.get_success_url()) if is_made else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_named": bool(self.subject.named_as)}

    def operate(self, form):
        made = operations.bring_to_the_front_door(consultation=self.subject, **form.cleaned_data, **self.acting)
        say_received(self.request, made.case, at=self.at)

    def get_context_data(self, **more):
        ask_now = RECEIVERS["front_door"].ask_now(self.subject.area, self.at)
        return super().get_context_data(ask_now=ask_now, **more)


@require_safe
def files(request):
    """Pupils who changed school: whose file is not sent yet, and where it has not come; and those whose school holds none."""
    require(request.actor, Permission.LIST_CHECK)
    shown = pages.files()
    audit.saw("file_transfer", *(one.pk for one in shown["to_send"]))
    audit.saw("file_receipt", *(one.pk for one in shown["to_come"]))
    not_held = pages.not_held()
    audit.saw("school_list", *{one.row.list_id for one in not_held})
    next_schools = pages.next_schools(shown["to_send"])
    audit.saw("person", *(one.person_id for one in shown["to_send"] if next_schools[one.pk]))
    context = {
        **shown,
        "not_held": not_held,
        "next_schools": next_schools,
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "education/files.html", context)


VIEWS = (ShowConsultation, AskedAgain, MakeContact, Consult)
