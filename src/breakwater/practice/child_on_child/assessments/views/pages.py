"""What the pages of a plan have in common: one child's row, whose readers are the safeguarding team and who works with the child."""

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, may

from .. import lookup

AT, TEMPLATES = "child-on-child/", "child_on_child/plans"
CHILD, VERSION = f"{AT}children/<str:public_id>/", f"{AT}assessments/<str:public_id>/"
MEASURE, CHECK = f"{AT}measures/<str:public_id>/", f"{AT}checks/<str:public_id>/"
INCIDENT, INSTRUCTION = f"{AT}incidents/<str:public_id>/", f"{AT}instructions/<str:public_id>/"
ORDER = f"{AT}orders/<str:public_id>/"


class OfPlan(SubjectView):
    """The plan of one child. Reading it is reading that child's record."""

    subjects, context_object_name, audited_as = lookup.CHILDREN, "child", "incident_child"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:plan", "subject.public_id")

    @property
    def child(self):
        return self.subject

    @property
    def works(self) -> bool:
        return may(self.request.actor, Permission.INCIDENT_WORK, self.child)


class HangsFromChild(OfPlan):
    """Something of a plan: its child's readers are its own."""

    permission_of, leads_to = "child", ("child_on_child:plan", "child.public_id")

    @property
    def child(self):
        return self.subject.child

    def record_sight(self):
        audit.saw("incident_child", self.subject.child_id)


class Asks(StepView):
    """A page that asks for one thing about a plan."""

    words_stay = "the school’s own record: the safeguarding team and who works with this child read it"
    button = "Save"
