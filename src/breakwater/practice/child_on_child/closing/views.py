"""The page that closes an incident: what still runs, and only then what each child needs from here on."""

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ..incidents import lookup
from . import forms, operations, remaining


class Close(StepView):
    route, name = "child-on-child/incidents/<str:public_id>/close/", "close"
    template_name = "child_on_child/close.html"
    subjects, context_object_name, audited_as = lookup.INCIDENTS, "incident", "incident"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:incident", "subject.public_id")
    when = staticmethod(lambda incident: incident.is_open)
    form_class, heading, button = forms.CloseForm, "Close the incident", "Close incident"
    words_stay = "the school’s own record: its safeguarding team alone reads it"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"children": remaining.needing(lookup.children_of(self.subject))}

    def operate(self, form):
        return operations.close(self.subject, considered=form.considered(), **self.acting)

    def get_context_data(self, **more):
        instructions = list(remaining.instructions_in_force(self.subject))
        audit.saw("instruction", *(each.pk for each in instructions))
        return super().get_context_data(
            remaining=remaining.remaining(self.subject, london_date(self.at)),
            instructions=instructions,
            measures=remaining.measures_in_force(self.subject),
            **more,
        )


VIEWS = (Close,)
