"""Incidents of a school: the list, one incident, and each thing recorded of it."""

from django.db.models import QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission

from ...codes import PLACES, REFERRAL
from ...models import Incident, Route
from ...reports import operations as reports
from .. import conflict_forms, examination, incident_forms, lookup, notice_lookup, support_forms, told
from ..operations import conflicts, contacts, duty, opening, outcomes, support, weighing
from ..page import facts_of, routes_shown
from .pages import AT, INCIDENT, Asks, OfIncident

REPORT = f"{AT}reports/<str:public_id>/"


class Incidents(ListPage):
    """The school's incidents: what waits first, then what is open by the day it is looked at again, then what is closed."""

    route, name, template_name = f"{AT}incidents/", "incidents", "child_on_child/incidents.html"
    permission, audited_as = Permission.INCIDENT_WORK, "incident"
    filter_form, paginate_by = incident_forms.IncidentsFilter, 15
    may_be_taken_away = False  # it has children's initials, and a restricted child's too (SG-18)
    sorts = {"next": ("-closed_at", "next_on", "pk"), "newest": ("-opened_at", "-pk")}

    def get_queryset(self) -> QuerySet:
        return lookup.listed(self.request.actor.membership.team)

    def rows_of(self, page):
        today = london_date(self.at)
        rows = [
            (each, next(iter(lookup.due_of(each, today)), None), sorted(each.children.all(), key=lookup.order_of))
            for each in super().rows_of(page)
        ]
        audit.saw("incident_child", *(child.pk for *_, children in rows for child in children))
        return rows

    def get_context_data(self, **more):
        team, today = self.request.actor.membership.team, london_date(self.at)
        waiting, told = list(reports.waiting(team).select_related(None)), notice_lookup.notices_waiting(team)
        audit.saw("incident_report", *(each.pk for each in waiting))
        audit.saw("school_notice", *(each.pk for each in told))
        return super().get_context_data(**more, waiting=waiting, told=told, today=today, places=PLACES)


class OfReport(SubjectView):
    subjects, context_object_name, audited_as = reports.REPORTS, "report", "incident_report"
    permission, leads_to = Permission.INCIDENT_WORK, ("child_on_child:incident", "result.public_id")
    refused_to = "child_on_child:report", "subject.public_id"


class OpenIncident(OfReport, Asks):
    route, name = f"{REPORT}open/", "open_incident"
    form_class, operation = incident_forms.IncidentForm, staticmethod(opening.open_incident)
    heading, button = "Open incident", "Open incident"
    lead = "Who the children are comes next. What you do not know yet you can leave."

    def get_initial(self):
        told = {"place": self.subject.place, "time": self.subject.time}
        return told | {"more": ["has_images"] if self.subject.has_images else []}

    def answer_instead(self):
        """A report that is in an incident already leads there."""
        if self.subject.incident_id is None:
            return None
        self.result = self.subject.incident
        return self.done("")


class AddReport(OfReport, Asks):
    route, name = f"{REPORT}add/", "add_report"
    form_class, operation = incident_forms.AddReportForm, staticmethod(opening.add_report)
    heading = button = "Add to an incident"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incidents": reports.may_be_added_to(self.subject)}


class IncidentPage(OfIncident, SubjectPage):
    """One incident: what comes next, the children, how it is answered, what was reported."""

    route, name, template_name = INCIDENT, "incident", "child_on_child/incident.html"

    def get_context_data(self, **more):
        one = lookup.with_page(self.subject)
        children = sorted(one.children.all(), key=lookup.order_of)
        audit.saw("incident_child", *(each.pk for each in children))
        routes, today = list(one.routes.all()), london_date(self.at)
        there = lookup.kept_of(one)
        answers = lookup.answers_of(one) if "answers" in there else []
        told_by = notice_lookup.told_by(one) if "notices" in there else []
        history = lookup.history_of(one) if "history" in there else []
        reports_of_it = sorted(one.reports.all(), key=lambda each: each.made_at)
        return super().get_context_data(
            **more,
            due=lookup.due_of(one, today),
            plans=[*told.due_of_told(one, told_by, self.at), *lookup.plans_due(children, one)],
            children=children,
            routes=routes_shown(
                routes,
                [*lookup.decisions_of(one), *answers],
                may_say_to=lookup.said_to_each(routes, children),
                may_end=lookup.may_end(routes, lookup.decided_in(answers)),
                early_help=lookup.early_help_of(children),
            ),
            told_police=any(each.kind == Route.Kind.POLICE and each.ended_at is None for each in routes),
            contacts=contacts.contacts_of(routes, by=self.request.actor),
            must=lookup.must_refer(one, children),
            not_told=lookup.not_told(one, children, routes),
            weighs=lookup.has_to_weigh(one, children, routes),
            may_examine=one.is_open and examination.may_be_possible(one, today),
            reports=reports_of_it,
            facts=facts_of(one, [each.when for each in reports_of_it if each.when]),
            support=lookup.support_of(one) if "support" in there else [],
            reopenings=lookup.reopenings_of(one, children) if "reopenings" in there else [],
            conflicts=lookup.conflicts_of(one) if "conflicts" in there else [],
            told_by=told_by,
            is_interim=lookup.is_interim(one, routes),
            history=history,
            to_agree=lookup.to_agree(one, history),
            me=self.request.actor.membership.user_id,
            today=today,
        )


class Describe(OfIncident, Asks):
    route, name = f"{INCIDENT}describe/", "describe"
    form_class, operation = incident_forms.DescribeForm, staticmethod(opening.describe)
    heading = "What happened"
    shows_what_is = True

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_violence": self.subject.is_violence}

    def operate(self, form):
        said = form.cleaned_data
        return opening.describe(
            self.subject, form.facts(), why=said.get("why") or "", revision=said["revision"], **self.acting
        )

    def get_initial(self):
        return super().get_initial() | {
            "more": [name for name, _ in incident_forms.MORE if getattr(self.subject, name)]
        }


class Weigh(OfIncident, Asks):
    """Words to a child under 13: whether the police and social care are told, and why."""

    route, name = f"{INCIDENT}weigh/", "weigh"
    form_class, operation = incident_forms.WeighForm, staticmethod(weighing.weigh)
    heading = "Words to a child under 13"
    lead = (
        "A child affected is under 13 and can never consent. After a sexual act against the child, or where there is an image, they are "
        "told whatever anybody wishes. After words, drawings or gestures alone you decide, with a second person of the safeguarding team. "
        f"Source: {REFERRAL['source']}. This rule is reviewed by {REFERRAL['review_by']:%-d %B %Y}."
    )
    success_message = "Saved"

    @staticmethod
    def when(incident: Incident) -> bool:
        return incident.is_open and lookup.has_to_weigh(
            incident, list(incident.children.all()), list(incident.routes.all())
        )


class AgreeToLess(OfIncident, Asks):
    """The second person, who reads why it is less than was first recorded."""

    route, name = f"{INCIDENT}agree/", "agree_to_less"
    form_class, operation = Form, staticmethod(duty.agree)
    heading = button = "Agree that the police and social care need not be told"
    kind, success_message = "warning", "Agreed. Both names are kept"
    when = staticmethod(lambda incident: lookup.to_agree(incident) is not None)

    @property
    def lead(self):
        asked = lookup.to_agree(self.subject)
        return f"{asked.made_by.said}: {asked.what}. {asked.why}" if asked else ""


class DeclareConflict(OfIncident, Asks):
    """A head who is a relative, say: from now on they find nothing of this incident."""

    route, name = f"{INCIDENT}conflict/", "declare_conflict"
    form_class, operation = conflict_forms.ConflictForm, staticmethod(conflicts.declare)
    heading, button = "Record a conflict of interest", "Keep them from this incident"
    lead = (
        "They no longer find this incident, its children, plans, reports and notices, whatever their role. They are not told so: say it to "
        "them yourself."
    )
    kind, success_message = "warning", "{result.name} no longer reads this incident"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"team": lookup.may_be_in_conflict(self.subject, london_date(self.at))}

    def get_success_url(self):
        """Whoever named themselves finds the incident no more."""
        made = getattr(self, "result", None)
        is_own = made is not None and made.user_id == self.request.actor.membership.user_id
        return reverse("child_on_child:incidents") if is_own else super().get_success_url()


class EndConflict(Asks):
    route, name = f"{AT}conflicts/<str:public_id>/end/", "end_conflict"
    subjects, audited_as = lookup.CONFLICTS, "incident_conflict"
    permission, form_class, operation = (
        Permission.INCIDENT_WORK,
        conflict_forms.EndConflictForm,
        staticmethod(conflicts.end),
    )
    leads_to = "child_on_child:incident", "subject.incident.public_id"
    heading, button = "End a conflict of interest", "End the conflict"
    refused_above, success_message = (conflicts.NotYourOwn,), "Ended. They read what their role reads"
    when = staticmethod(lambda conflict: conflict.ended_at is None)

    @property
    def lead(self):
        return f"{self.subject.name}: {self.subject.why}"


class OfferSupport(OfIncident, Asks):
    route, name = f"{INCIDENT}support/", "offer_support"
    form_class, operation = support_forms.SupportForm, staticmethod(support.offer)
    heading = "Offer support"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"children": lookup.children_of(self.subject)}


class AnswerSupport(Asks):
    route, name = f"{AT}support/<str:public_id>/", "answer_support"
    subjects, audited_as = lookup.SUPPORT, "incident_support"
    permission, form_class = Permission.INCIDENT_WORK, support_forms.SupportAnswerForm
    operation, leads_to = staticmethod(support.record_answer), ("child_on_child:incident", "subject.incident.public_id")
    heading = "Was support taken up?"

    @property
    def lead(self):
        return f"{self.subject.get_of_display()}: {self.subject.what}"


class Review(OfIncident, Asks):
    route, name = f"{INCIDENT}review/", "review"
    form_class, operation = incident_forms.ReviewForm, staticmethod(outcomes.review)
    heading, button = "Review the incident", "Save review"
    lead = (
        "Look at both children’s plans, at what the police and social care decided, and at whether the measures hold."
    )


class RecordOutcome(OfIncident, Asks):
    route, name = f"{INCIDENT}outcome/", "outcome"
    form_class, operation = incident_forms.OutcomeForm, staticmethod(outcomes.record_outcome)
    shows_what_is = True

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_final": outcomes.is_final(self.subject)}

    @property
    def heading(self):
        return "Record an interim outcome" if lookup.is_investigated(self.subject) else "Record the outcome"

    @property
    def lead(self):
        interim = (
            "The police have not finished: what you find now is interim, on the balance of probability. Record the outcome again "
            "once they have. "
        )
        return (interim if lookup.is_investigated(self.subject) else "") + (
            "Whatever it is: does the child who reported need help, or was harmed by somebody else? The other child needs support too."
        )


class Reopen(OfIncident, Asks):
    route, name = f"{INCIDENT}reopen/", "reopen"
    form_class, operation = incident_forms.ReopenForm, staticmethod(outcomes.reopen)
    heading, button = "Reopen the incident", "Reopen incident"
    lead = "Nothing that was recorded is changed: the outcome and what each child needed stay with the day on which it was closed."
    when = staticmethod(lambda incident: not incident.is_open)


VIEWS = (
    Incidents,
    OpenIncident,
    AddReport,
    IncidentPage,
    Describe,
    Weigh,
    AgreeToLess,
    DeclareConflict,
    EndConflict,
    OfferSupport,
    AnswerSupport,
    Review,
    RecordOutcome,
    Reopen,
)
