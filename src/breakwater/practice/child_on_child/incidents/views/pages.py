"""What the pages of incidents have in common: whose they are, and one page that asks before something is done."""

from breakwater.partnership.kit.operation_view import SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from .. import lookup

AT = "child-on-child/"
INCIDENT, CHILD = f"{AT}incidents/<str:public_id>/", f"{AT}children/<str:public_id>/"
ROUTE, NOTICE = f"{AT}routes/<str:public_id>/", f"{AT}notices/<str:public_id>/"
OURS = "the school’s own record: its safeguarding team alone reads it"


class OfIncident(SubjectView):
    subjects, context_object_name, audited_as = lookup.INCIDENTS, "incident", "incident"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:incident", "subject.public_id")
    when = staticmethod(lambda incident: incident.is_open)


class OfChild(SubjectView):
    subjects, context_object_name, audited_as = lookup.CHILDREN, "child", "incident_child"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:child", "subject.public_id")
    when = staticmethod(lambda child: child.incident.is_open)


class OfRoute(SubjectView):
    subjects, context_object_name, audited_as = lookup.ROUTES, "route", "incident_route"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:incident", "subject.incident.public_id")
    when = staticmethod(lambda route: route.ended_at is None and route.incident.is_open)


class Asks(StepView):
    """A page that asks before something is done. What is recorded already, is in the boxes where it `shows_what_is`."""

    words_stay, button = OURS, "Save"
    shows_what_is = False

    def get_initial(self):
        found = super().get_initial()
        boxes = self.get_form_class().base_fields if self.shows_what_is else ()
        return found | {name: getattr(self.subject, name) for name in boxes if hasattr(self.subject, name)}
