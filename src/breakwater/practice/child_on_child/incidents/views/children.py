"""One child of an incident: who it is, what they and their parents say, who works with them, what a new school is told."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission, may

from .. import child_forms, known, lookup, notice_forms, notice_lookup
from ..operations import moves, notices, opening, support
from .pages import AT, CHILD, INCIDENT, Asks, OfChild, OfIncident


class ChildPage(OfChild, SubjectPage):
    """One child's record: for the safeguarding team, and for the adult who works with this child and reads no other."""

    route, name, template_name = CHILD, "child", "child_on_child/child.html"
    permission = Permission.INCIDENT_CHILD_READ

    def get_context_data(self, **more):
        child = self.subject
        works = may(self.request.actor, Permission.INCIDENT_WORK, child)
        return super().get_context_data(
            **more,
            works=works,
            incident=child.incident if works else None,
            views=lookup.views_of(child),
            reported=lookup.reports_of(child) if works else [],
            parents=list(child.parents.order_by("pk")),
            kept=lookup.must_not_be_told(child, child.incident) if works else [],
            support=list(child.support.order_by("offered_at", "pk")),
            notices=list(child.notices.select_related("school").order_by("sent_at", "pk")),
        )


class AsksOfChild(OfChild, Asks):
    shows_what_is = True


class Named:
    """A form that offers the school's own roll and the other schools."""

    form_class = child_forms.ChildForm

    def get_form_kwargs(self):
        facts = {"pupils": lookup.pupils(self.request.actor), "schools": lookup.other_schools(self.subject.team)}
        return super().get_form_kwargs() | facts


class AddChild(Named, OfIncident, Asks):
    route, name = f"{INCIDENT}children/new/", "add_child"
    operation, heading = staticmethod(opening.add_child), "Add a child"


class ChangeChild(Named, AsksOfChild):
    route, name = f"{CHILD}change/", "change_child"
    form_class, operation = child_forms.ChangeChildForm, staticmethod(opening.change_child)
    heading = "Who is the child?"
    leads_to = "child_on_child:incident", "subject.incident.public_id"
    refused_to = "child_on_child:child", "subject.public_id"

    def get_initial(self):
        child = self.subject
        known = {
            "pupil": child.person.public_id if child.person else "",
            "school": child.school and child.school.public_id,
        }
        return super().get_initial() | known

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"child": self.subject}

    def operate(self, form):
        sure = form.cleaned_data.get("sure") or ""
        return opening.change_child(self.subject, form.facts(), sure=sure, **self.acting)


class SetWorker(AsksOfChild):
    route, name = f"{CHILD}worker/", "set_worker"
    form_class, operation = child_forms.WorkerForm, staticmethod(opening.set_worker)
    heading = "Who works with this child?"
    lead = "They read this child’s record and plan, and nothing of another child. Ask the child who they trust."

    def get_form_kwargs(self):
        child, may = self.subject, Permission.INCIDENT_CHILD_READ
        staff = lookup.staff_of(child.team, london_date(self.at), may, incident=child.incident_id)
        return super().get_form_kwargs() | {"staff": staff}

    def get_initial(self):
        return {"worker": str(self.subject.worker_id or "")}


TELL_PARENTS = (
    "Tell each parent unless it puts a child at greater risk; ask the police or social care first where they are told."
)


class Parents(OfChild, Asks):
    """One parent or carer is added: each has a record of their own."""

    route, name = f"{CHILD}parents/", "parents"
    form_class, operation = child_forms.AddParentForm, staticmethod(support.add_parent)
    heading = "Parents and carers"

    def get_context_data(self, **more):
        kept = lookup.must_not_be_told(self.subject, self.subject.incident)
        lead = (
            f"{TELL_PARENTS} Your pupil’s last school: must not be told: {'; '.join(kept)}." if kept else TELL_PARENTS
        )
        return super().get_context_data(**{"lead": lead} | more)


class ChangeParent(Asks):
    route, name = f"{AT}parents/<str:public_id>/", "parent"
    subjects, audited_as = lookup.PARENTS, "incident_parent"
    permission, form_class, operation = (
        Permission.INCIDENT_WORK,
        child_forms.ParentForm,
        staticmethod(support.change_parent),
    )
    leads_to = "child_on_child:child", "subject.child.public_id"
    heading, lead, shows_what_is = "Parent or carer", TELL_PARENTS, True
    when = staticmethod(lambda parent: parent.child.incident.is_open)

    def get_initial(self):
        return super().get_initial() | {"another": self.subject.child.another_parent}


class AddView(OfChild, Asks):
    route, name = f"{CHILD}views/new/", "add_view"
    form_class, operation = child_forms.ViewForm, staticmethod(support.add_view)
    heading = "Record what was said"

    def get_initial(self):
        return {"whose": "CHILD", "about": "WISH", "said_on": london_date(self.at)}


class Tells(OfChild, Asks):
    """Another school is told of this pupil alone."""

    def operate(self, form):
        return type(self).operation(self.subject, form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_initial(self):
        return {"contact_name": self.request.actor.membership.user.name}


class TellSchool(Tells):
    """What the police said since that school was told last is in the box already, as far as it names no other child."""

    route, name = f"{CHILD}tell-school/", "tell_school"
    form_class, operation = notice_forms.NoticeForm, staticmethod(notices.tell_school)
    heading, button = "Tell the other school of its pupil", "Send"
    success_message = "Sent. You read here when they have acknowledged"

    @property
    def lead(self):
        return f"{self.subject.named_as}, {lookup.school_in_words(*lookup.school_told(self.subject))}."

    def get_initial(self):
        child = self.subject
        said = {"words": known.news_of_police(child, child.incident), "contact_how": notice_lookup.reached_at(child)}
        return super().get_initial() | said


class PassOnMove(Tells):
    route, name = f"{CHILD}move/", "pass_on_move"
    form_class, operation = notice_forms.MoveForm, staticmethod(notices.pass_on_move)
    heading, button = "Pass on to a new school", "Send"
    lead = "The new school’s safeguarding lead reads what you write here of this pupil, and acknowledges it."
    success_message = "Sent. You read here when they have acknowledged"

    def get_form_kwargs(self):
        child = self.subject
        more = {"schools": lookup.other_schools(child.team), "carries": moves.may_carry(child, self.at)}
        return super().get_form_kwargs() | more | {"child": child, "not_told": moves.not_to_be_told(child)}

    def get_initial(self):
        """Everything that may go along does, unless the sender takes it off."""
        return super().get_initial() | {"along": list(moves.may_carry(self.subject, self.at))}


VIEWS = (ChildPage, AddChild, ChangeChild, SetWorker, Parents, ChangeParent, AddView, TellSchool, PassOnMove)
