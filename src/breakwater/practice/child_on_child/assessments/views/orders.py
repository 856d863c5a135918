"""The plan of a moment, ordered by a court say; the school's own export to its child protection file."""

from django.http import HttpResponse
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import locked_paper
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission

from .. import forms, lookup, paper
from ..operations import orders
from .pages import CHILD, ORDER, TEMPLATES, Asks, HangsFromChild, OfPlan


def pdf(content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="assessment.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class Order(OfPlan, Asks):
    route, name = f"{CHILD}plan/order/", "order_plan"
    form_class, operation = forms.OrderForm, staticmethod(orders.order)
    heading, button = "The plan in force at a moment", "Continue"
    lead = "One child’s part alone. Who ordered it, and when you gave it, is recorded."
    leads_to = "child_on_child:order", "result.public_id"
    refused_to = "child_on_child:plan", "subject.public_id"

    def get_initial(self):
        return {"on": london_date(self.at)}


class OfOrder(HangsFromChild):
    subjects, context_object_name = lookup.ORDERS, "order"
    permission = Permission.INCIDENT_WORK


class OrderPage(OfOrder, SubjectPage):
    route, name, template_name = ORDER, "order", f"{TEMPLATES}/order.html"

    def get_context_data(self, **more):
        return super().get_context_data(**more, fingerprint=paper.fingerprint(paper.content_of(self.subject)))


class OrderPaper(OfOrder, View):
    """The paper, made again of what never changes."""

    route, name, http_method_names = f"{ORDER}plan.pdf", "order_paper", ("get", "head")

    def get(self, request, *args, **kwargs):
        self.record_sight()
        audit.did("printed the plan of", "incident_child", self.subject.child_id, order=self.subject.pk)
        return pdf(paper.ordered(self.subject))


class Export(OfPlan, SubjectPage):
    """The version in force, encrypted, for the school's child protection file: its passphrase is shown once, and kept nowhere."""

    route, name, template_name = f"{CHILD}plan/export/", "export_plan", f"{TEMPLATES}/export.html"
    http_method_names = ("get", "head", "post")

    def get_context_data(self, **more):
        plan = lookup.plan_of(self.subject, london_date(self.at))
        return super().get_context_data(**more, plan=plan, passphrase=locked_paper.new_passphrase())

    def post(self, request, *args, **kwargs):
        passphrase = locked_paper.is_passphrase(request.POST.get("passphrase", ""))
        version = lookup.plan_of(self.subject, london_date(self.at)).in_force
        if not passphrase or version is None:
            return self.get(request, *args, **kwargs)
        audit.did("exported the plan of", "incident_child", self.subject.pk, version=version.number)
        return pdf(locked_paper.locked(paper.plan(version, self.at), passphrase))


VIEWS = (Order, OrderPage, OrderPaper, Export)
