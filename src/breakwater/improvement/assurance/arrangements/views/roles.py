"""Who held which role on a day, which agencies were named on it, and one role with everything that was recorded of it."""

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import User

from .. import codes, drawing, forms, lookup
from ..operations import roles

AT = "partnership/"
ONE = f"{AT}roles/<str:public_id>/"
READ, KEEP = Permission.PARTNERSHIP_READ, Permission.PARTNERSHIP_KEEP
WORDS_STAY = "of the partnership's own arrangements, about no child"


class Roles(SubjectView, TemplateView):
    """Who held each role of one's area on a day, and which agencies its arrangements named."""

    http_method_names = ("get", "head")
    route, name, template_name = AT, "roles", "assurance/arrangements/roles.html"
    permission, permission_of = READ, ""

    def get_context_data(self, **more):
        form = forms.DayForm(self.request.GET if "on-day" in self.request.GET else None)
        area = self.request.post.team.area
        today = timezone.localdate(self.at)
        day = (form.is_bound and form.is_valid() and form.cleaned_data["on"]) or today
        self.held = sorted(
            lookup.holders_on(area, day), key=lambda each: (codes.ORDER.get(each.role, 99), each.partner, each.name)
        )
        return super().get_context_data(
            form=form,
            area=area,
            shown_on=day,
            is_today=day == today,
            held=[row_of(each) for each in self.held if not codes.ROLES[each.role].agency],
            leads=[row_of(each) for each in self.held if codes.ROLES[each.role].agency],
            agencies=list(lookup.agencies_named_on(area, day)),
            edition=lookup.in_force_on(area, day),
            lapses=lookup.lapses(area, day),
            keeps=may(self.request.actor, KEEP),
            **more,
        )

    def record_sight(self):
        audit.saw("role_holding", *(each.pk for each in self.held))


def row_of(holding) -> dict:
    """A holding as lists draw it."""
    return {
        "one": holding,
        "role": codes.titled(holding.role),
        "who": drawing.named(holding),
        "whom": drawing.for_whom(holding),
        "by": drawing.delegated(holding),
    }


class ChooseRole(SubjectView, TemplateView):
    """Which role is recorded: each asks for what belongs to it."""

    http_method_names = ("get", "head")
    route, name, template_name = f"{AT}roles/new/", "role_choose", "assurance/arrangements/choose_role.html"
    permission, permission_of = KEEP, ""

    def get_context_data(self, **more):
        of_agencies = [(key, role.title) for key, role in codes.ROLES.items() if role.agency]
        of_partnership = [(key, role.title) for key, role in codes.ROLES.items() if not role.agency]
        return super().get_context_data(**more, of_partnership=of_partnership, of_agencies=of_agencies)


class Record(OperationView):
    """Record that somebody holds a role."""

    route, name, template_name = f"{AT}roles/new/<slug:role>/", "role_record", "design/step.html"
    permission, permission_of, words_stay = KEEP, "", WORDS_STAY
    form_class, operation = forms.RoleForm, staticmethod(roles.record)
    success_message, leads_to = "Saved", ("assurance:role", "result.public_id")

    @property
    def role(self) -> str:
        if self.kwargs["role"] not in codes.ROLES:
            raise Http404
        return self.kwargs["role"]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"area": self.request.post.team.area, "role": self.role}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return roles.record(self.request.post.team.area, form.facts(), key=key, **self.acting)

    def get_context_data(self, **more):
        heading = f"Record the role: {codes.titled(self.role)}"
        shown = {"heading": heading, "button": "Save", "lead": "", "kind": ""}
        return super().get_context_data(**shown | {"back": self.address_of("assurance:role_choose")} | more)


class OfRole(SubjectView):
    subjects, context_object_name, audited_as = lookup.HOLDINGS, "holding", "role_holding"
    asks_first = True
    leads_to = ("assurance:role", "subject.public_id")


def stands(holding) -> bool:
    return not holding.is_withdrawn and lookup.chain_of(holding)[-1].pk == holding.pk


class RoleStep(OfRole, StepView):
    steps_at, steps_named, permission, words_stay = ONE, "role", KEEP, WORDS_STAY
    success_message, button, when = "Saved", "Save", staticmethod(stands)
    leads_to = ("assurance:role", "result.public_id")

    def get_refused_url(self, refusal=None):
        return self.address_of("assurance:role", "subject.public_id")

    def done(self, words):
        self.result = getattr(self, "result", self.subject)
        return super().done(words)


class CorrectRole(RoleStep):
    route, name, heading = f"{ONE}correct/", "role_correct", "Correct what is recorded"
    lead = "If the role itself is wrong, withdraw what was recorded and record the right one."
    form_class, operation = forms.CorrectRoleForm, staticmethod(roles.correct)

    def get_form_kwargs(self):
        said = {"area": self.subject.area, "role": self.subject.role, "initial": vars(roles.facts_of(self.subject))}
        return super().get_form_kwargs() | said

    def operate(self, form):
        said = form.cleaned_data
        return roles.correct(self.subject, form.facts(), said["reason"], key=said["idempotency"], **self.acting)


STEPS = (
    RoleStep.of("end", "Record the last day", forms.EndRoleForm, roles.end),
    CorrectRole,
    RoleStep.of(
        "withdraw",
        "Withdraw what was recorded by mistake",
        forms.WhyForm,
        roles.withdraw,
        lead="Only where nobody held this role. The record stays, marked as withdrawn, with your reason.",
        kind="danger",
    ),
)


class RolePage(OfRole, SubjectPage):
    """One holding: what holds now, and each correction with its reason."""

    route, name, template_name, permission, permission_of = ONE, "role", "assurance/arrangements/role.html", READ, ""

    def get_context_data(self, **more):
        chain = lookup.chain_of(self.subject)
        return super().get_context_data(
            **more,
            shown=row_of(self.subject),
            chain=[row_of(each) for each in reversed(chain)],
            now=chain[-1],
            offered=offered(STEPS, self.subject, "assurance", self.request.actor),
        )


class PersonPage(SubjectPage):
    """What one person holds today, in every area: one account, however many areas."""

    route, name, template_name = f"{AT}people/<str:public_id>/", "role_holder", "assurance/arrangements/person.html"
    model, context_object_name = User, "holder"
    permission, permission_of, asks_first = READ, "", True

    def get_context_data(self, **more):
        self.held = list(lookup.held_by(self.subject, london_date(self.at)))
        return super().get_context_data(**more, held=[row_of(each) for each in self.held])

    def record_sight(self):
        audit.saw("role_holding", *(each.pk for each in self.held))


VIEWS = (Roles, ChooseRole, Record, *STEPS, RolePage, PersonPage)
