"""Ending what a person's record says and is so no longer, or never was: a number, a relationship."""

from collections.abc import Callable
from typing import ClassVar

from breakwater.casework.person_record import pages
from breakwater.casework.person_record.forms import MISTAKEN, EndForm
from breakwater.foundation import audit
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.people.records.operations import circumstances, endings

from .record import Correction


class End(Correction):
    """What is ended stays on record, or says that it was entered wrongly."""

    form_class = EndForm
    button, kind = "End", "warning"
    operation: ClassVar[Callable]

    def lead_of(self, form):
        return "Where it was entered wrongly, add the right one afterwards." if form.rows else f"{NONE_SEEN}."

    def operate(self, form):
        said = form.cleaned_data
        how = {"because": said["because"], "last_day": said["last_day"], "mistaken": said["how"] == MISTAKEN}
        return self.operation(said["which"], **how, **self.acting)


class EndIdentifier(End):
    route, name = "people/<str:public_id>/keep/number/end/", "keep_end_identifier"
    heading, success_message = "End a number", "The number is ended and stays on record"
    operation = staticmethod(endings.end_identifier)

    def get_form_kwargs(self):
        rows = self.subject.identifiers.order_by("scheme", "pk")
        return super().get_form_kwargs() | {"rows": rows, "called": pages.number_said}


class EndRelationship(End):
    route, name = "people/<str:public_id>/keep/relationships/end/", "keep_end_relationship"
    heading, success_message = "End a relationship", "The relationship is ended and stays on record"
    operation = staticmethod(endings.end_relationship)

    def get_form_kwargs(self):
        who = self.subject
        rows = {"rows": circumstances.ties_of(who), "called": lambda row: pages.tie_said(row, who)}
        return super().get_form_kwargs() | rows

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        audit.saw("person", *(pk for row in context["form"].rows.values() for pk in (row.person_id, row.other_id)))
        return context
