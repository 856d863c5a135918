"""What staff who must act read, and acknowledge; what the safeguarding team gave to whom."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from ...incidents.lookup import staff_of
from ...models import Incident
from .. import forms, lookup
from ..operations import instructions
from .pages import AT, INCIDENT, INSTRUCTION, TEMPLATES, Asks


class OfIncident(SubjectView):
    model, related = Incident, ("team__organisation", "area")
    context_object_name, audited_as = "incident", "incident"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:instructions", "subject.public_id")


class Instructions(OfIncident, SubjectPage):
    """What was given to staff about one incident, and who has acknowledged it."""

    route, name, template_name = f"{INCIDENT}instructions/", "instructions", f"{TEMPLATES}/instructions.html"

    def get_context_data(self, **more):
        return super().get_context_data(**more, instructions=lookup.instructions_of(self.subject))


class AsksStaff(Asks):
    """A form that picks among the staff of the school whose record it is."""

    @property
    def incident(self) -> int:
        return self.subject.pk

    def get_form_kwargs(self):
        may = Permission.INCIDENT_REPORT
        staff = staff_of(self.subject.team, london_date(self.at), may, incident=self.incident)
        return super().get_form_kwargs() | {"staff": staff}


class Give(OfIncident, AsksStaff):
    route, name = f"{INCIDENT}instructions/new/", "give_instruction"
    form_class, operation = forms.InstructionForm, staticmethod(instructions.give)
    heading, button = "Instruct staff", "Send"
    lead = "They read these words alone, and acknowledge them. They are not told which incident it is about."
    success_message = "Sent. You read here who has acknowledged it"

    def get_initial(self):
        return {"starts_on": london_date(self.at)}


class OfInstruction(SubjectView):
    subjects, context_object_name, audited_as = lookup.INSTRUCTIONS, "instruction", "instruction"
    permission, leads_to = Permission.INCIDENT_REPORT, ("child_on_child:instruction", "subject.public_id")


class InstructionPage(OfInstruction, SubjectPage):
    """The words alone, for who must act; for the safeguarding team also who has read them."""

    route, name, template_name = INSTRUCTION, "instruction", f"{TEMPLATES}/instruction.html"

    def get_context_data(self, **more):
        works, readers = (
            may(self.request.actor, Permission.INCIDENT_WORK, self.subject),
            lookup.readers_of(self.subject),
        )
        mine = next((each for each in readers if each.user_id == self.request.actor.membership.user_id), None)
        return super().get_context_data(**more, works=works, mine=mine, readers=readers if works else [])


class Acknowledge(OfInstruction, ButtonView):
    route, name = f"{INSTRUCTION}acknowledge/", "acknowledge_instruction"
    operation, success_message = staticmethod(instructions.acknowledge), "Acknowledged"


class AddReaders(OfInstruction, AsksStaff):
    route, name = f"{INSTRUCTION}readers/", "instruction_readers"
    permission = Permission.INCIDENT_WORK
    form_class, operation = forms.ReadersForm, staticmethod(instructions.add_readers)
    heading, button, success_message = "More staff who must act", "Send", "Sent"

    @property
    def incident(self) -> int:
        return self.subject.incident_id


class End(OfInstruction, ButtonView):
    route, name = f"{INSTRUCTION}end/", "end_instruction"
    permission, operation = Permission.INCIDENT_WORK, staticmethod(instructions.end)
    success_message = "Ended. Nobody reads it any more but you"


class Mine(ListPage):
    """What the safeguarding team asks of somebody."""

    route, name, template_name = f"{AT}instructions/", "my_instructions", f"{TEMPLATES}/mine.html"
    permission = Permission.INCIDENT_REPORT

    def get_queryset(self):
        return lookup.readings_of(self.request.actor)


VIEWS = (Instructions, Give, Mine, InstructionPage, Acknowledge, AddReaders, End)
