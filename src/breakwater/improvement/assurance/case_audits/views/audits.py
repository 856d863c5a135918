"""A case audit: its plan, its draw, who is named, its report and what followed."""

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ... import leads
from ...models import CaseAudit
from .. import forms, lookup, tool
from ..operations import planning, report

AT = "case-audits/"
ONE = f"{AT}<str:public_id>/"
KEEP, READ = Permission.CASE_AUDIT_KEEP, Permission.CASE_AUDIT_READ
State = CaseAudit.State
WORDS_STAY = (
    "a case audit is read by those named on it, and its report goes through a scan before anybody else reads it"
)


def is_planned(audit) -> bool:
    return audit.state == State.PLANNED


def is_open(audit) -> bool:
    return audit.state == State.OPEN


def may_be_settled(audit) -> bool:
    return is_open(audit) and not report.missing(audit)


def is_reported(audit) -> bool:
    return audit.state == State.REPORTED


class OfAudit(SubjectView):
    subjects, context_object_name, audited_as = lookup.AUDITS, "audit", "case_audit"
    permission, leads_to, asks_first = READ, ("assurance:case_audit", "subject.public_id"), True


class CaseAudits(ListPage):
    """Those that the actor leads or is named on."""

    route, name, template_name = AT, "case_audits", "assurance/case_audits/audits.html"
    permission, audited_as = READ, "case_audit"

    def get_queryset(self):
        return lookup.audits_named()

    def get_context_data(self, **more):
        return super().get_context_data(
            **more,
            keeps=may(self.request.actor, KEEP),
            concerns=lookup.concerns(),
            of_colleagues=leads.of_colleagues(leads.CASE_AUDIT),
            now=self.at,
        )


class AsksForAreas:
    """A plan may draw from each area in which the same person has the same role."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"areas": lookup.areas_led_by(self.request.actor, london_date(self.at))}


class SetUp(AsksForAreas, OperationView):
    route, name, template_name = f"{AT}new/", "case_audit_new", "design/step.html"
    permission, permission_of, form_class = KEEP, "", forms.NewPlanForm
    operation, words_stay = staticmethod(planning.set_up), WORDS_STAY
    leads_to, refused_to = ("assurance:case_audit", "result.public_id"), ("assurance:case_audits",)
    success_message = "The case audit is planned. Nothing is drawn yet"

    def operate(self, form):
        return planning.set_up(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_initial(self):
        areas = [str(self.request.actor.membership.team.area_id)]
        return {"areas": areas, "ages": list(tool.AGES), "number": 6, "share": 20}

    def get_context_data(self, **more):
        shown = {
            "heading": "Set up a case audit",
            "button": "Save the plan",
            "lead": "",
            "kind": "",
            "back": reverse("assurance:case_audits"),
        }
        return super().get_context_data(**shown | more)


class AuditStep(OfAudit, StepView):
    steps_at, steps_named, permission, words_stay = ONE, "case_audit", KEEP, WORDS_STAY
    success_message, button = "Saved", "Save"


class ChangePlan(
    AsksForAreas, AuditStep.of("plan", "Change the plan", forms.ChangePlanForm, planning.change, when=is_planned)
):
    def get_initial(self):
        said = {name: getattr(self.subject, name) for name in planning.PlanFacts.__dataclass_fields__}
        return said | {"areas": [str(key) for key in self.subject.areas], "revision": self.subject.revision}


class Draw(
    AuditStep.of(
        "draw",
        "Draw the cases",
        forms.DrawForm,
        planning.draw,
        says="{result.drawn} cases are drawn, and their agencies are asked",
        when=is_planned,
        button="Draw the cases",
    )
):
    lead = (
        "Cases are drawn by chance within each age, kind of case and area. You learn neither names nor references. "
        "Restricted, sealed and protected records are left out. A draw is not repeated: its seed is kept."
    )


class NameSomebody(
    AuditStep.of(
        "name",
        "Name a second reader, or somebody for the meeting",
        forms.NameForm,
        planning.name_member,
        says="Named",
        button="Name them",
    )
):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"posts": lookup.posts_to_name(self.subject, london_date(self.at))}

    def operate(self, form):
        return planning.name_member(self.subject, **form.chosen(), **self.acting)


class EndMember(ButtonView):
    route, name = f"{AT}named/<str:public_id>/end/", "case_audit_member_end"
    subjects = lookup.MEMBERS
    permission, permission_of, audited_as, asks_first = KEEP, "subject.audit", "", True
    operation, leads_to = staticmethod(planning.end_member), ("assurance:case_audit", "subject.audit.public_id")
    success_message = "Their part is ended"


class WriteReport(AuditStep.of("report", "Write the report", forms.ReportForm, report.write, when=is_open)):
    lead = "Name no child, no family, no worker and no school. What is written is compared with the records before it is settled."

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in (*report.BOXES, "revision")}


class Settle(
    AuditStep.of(
        "settle",
        "Settle the report",
        forms.SettleForm,
        report.settle,
        says="The report is settled",
        when=may_be_settled,
    )
):
    """What the scan finds is shown before anybody settles it."""

    template_name, button = "assurance/case_audits/settle.html", "Settle the report"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"unsent": report.unsent(self.subject)}

    def get_initial(self):
        return {"revision": self.subject.revision}

    def get_context_data(self, **more):
        hits = report.look_through(self.subject, at=self.at)
        return super().get_context_data(**more, hits=hits, too_often=report.ComparedTooOften.words)


class AddAction(
    AuditStep.of(
        "action",
        "Add an action",
        forms.ActionForm,
        report.add_action,
        says="The action is in the tracker",
        when=is_reported,
        button="Add the action",
    )
):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"teams": lookup.teams_known_to(self.subject.area)}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return report.add_action(self.subject, form.facts(), form.chosen_owners(), key=key, **self.acting)


class AuditAgain(
    AsksForAreas,
    AuditStep.of(
        "again",
        "Plan the re-audit",
        forms.AgainForm,
        planning.audit_again,
        says="The re-audit is planned",
        when=is_reported,
    ),
):
    lead = "On the same theme, questions, standards and tool, with other cases drawn."

    def get_initial(self):
        same = ("kinds", "ages", "number", "share", "lawful_basis")
        return {name: getattr(self.subject, name) for name in same} | {
            "areas": [str(key) for key in self.subject.areas]
        }

    def get_success_url(self):
        return reverse("assurance:case_audit", args=[getattr(self, "result", self.subject).public_id])

    def get_refused_url(self, refusal=None):
        return reverse("assurance:case_audit", args=[self.subject.public_id])


class HandOver(
    leads.HandsOver,
    AuditStep.of(
        "hand-over", "Hand over the lead", leads.HandOverForm, leads.hand_over, says="They lead it from now on"
    ),
):
    kind_led, leads_to, refused_to = leads.CASE_AUDIT, ("assurance:case_audits",), OfAudit.leads_to


class TakeOver(leads.TakesOver, AuditStep):
    route, name, kind_led = f"{ONE}take-over/", "case_audit_take_over", leads.CASE_AUDIT
    refused_to, heading = ("assurance:case_audits",), "Take over the lead of a case audit"


STEPS = (ChangePlan, Draw, NameSomebody, WriteReport, Settle, AddAction, AuditAgain, HandOver)


class AuditPage(OfAudit, SubjectPage):
    """One case audit, for its lead and those named on it."""

    route, name, template_name = ONE, "case_audit", "assurance/case_audits/audit.html"

    def get_context_data(self, **more):
        one = self.subject
        is_lead = one.lead_id == self.request.actor.membership.user_id
        path = reverse("assurance:case_audit", args=[one.public_id])
        used, cases = tool.read(one.tool), lookup.cases_of(one)
        of_cases = [each for case in cases for each in case.returns.all()]
        waits_for = [each for each in of_cases if not each.sent_at and not each.set_aside_at]
        return super().get_context_data(
            **more,
            steps=offered(STEPS, one, "assurance", self.request.actor),
            keeps=may(self.request.actor, KEEP, one),
            leads=is_lead,
            # The seed finds the cases again for whoever can see what was drawn from; of a few, the check alone tells which they were.
            checked=is_lead and bool(one.drawn_at) and one.eligible >= lookup.FEW,
            cases=cases,
            readings={each.pk: lookup.reading_of(each) for each in cases},
            to_send=len(waits_for),
            without_account=len(lookup.without_account(waits_for, london_date(self.at))),
            missing=[lacks.words for lacks in report.missing(one)] if is_open(one) else [],
            used=used,
            kinds=[tool.KINDS[key] for key in one.kinds],
            kind_of=tool.KINDS,
            ages=tool.AGES,
            areas=planning.areas_of(one),
            left_out=lookup.left_out(one),
            concerns=lookup.concerns(of__audit=one),
            named=[each for each in one.members.all() if each.ended_at is None],
            report=[(label, getattr(one, name)) for name, label in report.BOXES.items() if getattr(one, name)],
            beside=lookup.beside(one) if one.drawn_at else [],
            chain=lookup.chain_of(one),
            handovers=leads.handovers_of(audit=one),
            actions=lookup.actions_of(path),
            now=self.at,
            today=london_date(self.at),
        )


VIEWS = (CaseAudits, SetUp, AuditPage, EndMember, TakeOver, *STEPS)
