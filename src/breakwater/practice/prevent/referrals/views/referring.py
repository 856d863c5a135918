"""Referrals as the Prevent team works on them. Nobody else finds a page."""

from breakwater.casework.recording import answers as recording_answers
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import as_told_in_words
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission

from ...codes import CONCERNS, NATIONAL_FORM, SOURCES
from ...models import Hold, Referral, Step
from ...pathway import REFER
from .. import forms
from ..operations import referring, writing
from .exporting import ExportedForm

LIST = "specialist-route/"
TOLD = ("name", "school", "address")


class Referrals(ListPage):
    """What the team has: what is live first, what still holds words first of it."""

    may_be_taken_away = False  # nothing of a compartment lies in a file (SG-12)
    route, name, template_name = LIST, "referrals", "prevent/referrals.html"
    permission, audited_as = Permission.SPECIALIST_WORK, "specialist_route"

    def get_queryset(self):
        return (
            referring.with_repeats()
            .select_related("school", "form")
            .order_by("-ended_on", "-purged_at", "-received_at", "-pk")
        )

    def get_context_data(self, **more):
        is_old = NATIONAL_FORM["review_by"] < london_date(self.at)
        shown = super().get_context_data(**more, form_edition=NATIONAL_FORM if is_old else None)
        return shown | {"called": {one.pk: referring.called(one) for one in shown["page"].object_list}}


class OfReferral(SubjectView):
    model, related = Referral, ("form__version__form", "form__author_team__organisation", "school")
    context_object_name, audited_as = "referral", "specialist_route"
    permission, permission_of, asks_first = Permission.SPECIALIST_WORK, "", True


class ReferralPage(OfReferral, SubjectPage):
    """One referral: what was written while it is held, what stands in the way of letting it go, the steps."""

    route, name, template_name = f"{LIST}<str:public_id>/", "referral", "prevent/referral.html"

    def get_context_data(self, **more):
        one, said = self.subject, referring.words_of(self.subject)
        holds, steps = referring.holds_on(one), list(one.steps.order_by("on", "pk"))
        told = said.get("about", {})
        values = writing.values_of(one.form) if one.form_id else {}
        asked = recording_answers.summary(writing.definition(one.form), values) if values else []
        left_out = [row.question for section in asked for row in section.rows if row.state == "none"]
        sections = recording_answers.summary(writing.definition(one.form), values, unanswered=False) if values else []
        children = [
            dict.fromkeys(TOLD, "") | child | {"born": as_told_in_words(child.get("born", ""))}
            for child in told.get("children", [])
        ]
        return super().get_context_data(
            **more,
            apart={"words": said.get("words", ""), "sender": told.get("sender", ""), "children": children},
            sections=sections,
            left_out=left_out,
            age=writing.age_in(values, self.at) if values else None,
            repeats=list(referring.repeats(one)[:10]),
            lacking=referring.lacking(one, holds),
            holds=holds,
            alerts=list(one.alerts.filter(own=False).order_by("raised_at")),
            own_alert=one.alerts.filter(own=True).first(),
            steps=steps,
            actions=list(one.form.actions.order_by("due_on")) if one.form_id else [],
            source=SOURCES.get(one.source, one.source),
            concern=CONCERNS.get(one.concern, ""),
            refer_by=REFER.due_on(london_date(one.received_at)),
            refer_because=REFER.because,
            tell_by=referring.tell_by(one),
            panel=(panel := referring.panel_of(one)),
            untold=referring.outcome_since(one, panel),
            called=referring.called(one),
            today=london_date(self.at),
            may_record=offered(STEPS, one, "prevent", self.request.actor),
            sent_to_panel=any((step.kind, step.code) == (Step.Kind.SECTION_36, "YES") for step in steps),
        )


class ReferralStep(OfReferral, StepView):
    """One thing recorded of a referral."""

    steps_at, steps_named = f"{LIST}<str:public_id>/", "referral"
    success_message, words_stay = "Recorded", "it stays in the compartment"
    leads_to = "prevent:referral", "subject.public_id"

    def get_form_kwargs(self):
        of_it = {"referral": self.subject} if issubclass(self.form_class, forms.OfReferral) else {}
        return super().get_form_kwargs() | of_it


STEPS = (
    ReferralStep.of(
        "referred",
        "Record the referral to the police",
        forms.PoliceForm,
        referring.record_referral,
        when=lambda one: not one.purged_at,
    ),
    ReferralStep.of(
        "receipt",
        "Record the police receipt",
        forms.ReceiptForm,
        referring.record_receipt,
        when=lambda one: one.referred_on and not one.purged_at,
    ),
    ReferralStep.of(
        "reference",
        "Check the police reference",
        forms.ReferenceForm,
        referring.check_reference,
        when=lambda one: one.receipt_on and one.police_reference and not one.checked_at,
    ),
    ReferralStep.of(
        "copy",
        "Offer the school a copy",
        forms.CopyForm,
        referring.record_copy,
        button="Save",
        lead="Whoever made the referral is told that it is offered, and answers on their own page. Nothing is deleted before.",
        when=lambda one: not one.purged_at,
    ),
    ReferralStep.of(
        "purge",
        "Delete what was written",
        forms.PurgeForm,
        referring.purge,
        kind="warning",
        lead="Nobody can read it from then on, here or in a backup: its key is destroyed. Dates, reference, recipient, receipt and outcome stay.",
        when=lambda one: one.receipt_on and not one.purged_at,
    ),
    ReferralStep.of(
        "step",
        "Record what the police or a partner did",
        forms.StepForm,
        referring.record_step,
        when=lambda one: not one.ended_on,
    ),
    ReferralStep.of("codes", "Record source and type of concern", forms.CodesForm, referring.record_codes),
    ReferralStep.of("outcome", "Tell the referrer what came of it", forms.OutcomeForm, referring.record_outcome),
    ReferralStep.of(
        "hold",
        "Place a legal hold",
        forms.WhyForm,
        referring.hold,
        lead="Nothing is deleted while a legal hold is in place.",
        when=lambda one: not one.purged_at,
    ),
    ReferralStep.of(
        "action",
        "Add an action for the school",
        forms.SchoolActionForm,
        referring.add_school_action,
        when=lambda one: one.form_id is not None,
    ),
    ReferralStep.of(
        "end",
        "End the referral",
        forms.EndForm,
        referring.end,
        when=lambda one: one.receipt_on and not one.ended_on,
    ),
)


class LiftHold(StepView):
    """End a hold, with a reason."""

    route, name, heading = f"{LIST}holds/<str:public_id>/lift/", "hold_lift", "Lift a legal hold"
    model, related = Hold, ("referral",)
    permission, permission_of, asks_first = Permission.SPECIALIST_WORK, "", True
    form_class, operation = forms.WhyForm, staticmethod(referring.lift_hold)
    success_message, leads_to, words_stay = "Hold lifted", ("prevent:referrals",), "it stays in the compartment"


class CompleteForm(OfReferral, ButtonView):
    """Begin the national form for what came without one."""

    route, name = f"{LIST}<str:public_id>/form/", "referral_form"
    operation = staticmethod(referring.complete_form)
    leads_to = "prevent:form", "result.public_id"


class Export(OfReferral, ExportedForm):
    """The form for the police."""

    route, name, template_name = f"{LIST}<str:public_id>/export/", "referral_export", "prevent/export.html"

    def form_exported(self):
        return self.subject.form if self.subject.form_id and not self.subject.purged_at else None


VIEWS = (Referrals, LiftHold, ReferralPage, *STEPS, CompleteForm, Export)
