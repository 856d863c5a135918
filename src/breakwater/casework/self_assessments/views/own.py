"""The pages of self-assessments: one's own, answering, signing and sending; comparing; moderating."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.evidence_held import held_of
from breakwater.partnership.kit.learning_links import learning_behind
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, may

from .. import asking, in_tracker, measures, operations, paper, sharing
from ..forms import AnswerForm, BeginForm, DelegateForm, ModerateForm, SignForm
from ..last_time import answer_of_last_time
from ..models import SelfAssessment, SignOff
from ..registry import pages_about
from ..rules import answers_section
from .returns import ABOUT_ORGANISATIONS, TEMPLATES

ONE = "self-assessments/<str:public_id>/"


class OwnSelfAssessments(ListPage):
    """The team's self-assessments, what it is asked for, and what it may begin."""

    route, name, template_name = "self-assessments/", "self_assessments", f"{TEMPLATES}/list.html"
    permission = Permission.SELF_ASSESS_ANSWER
    audited_as = "selfassessment"

    def get_queryset(self):
        return asking.of_team(self.request.actor)

    def get_context_data(self, **more):
        team = self.request.actor.membership.team
        asked = asking.waiting_for(team)
        return super().get_context_data(
            asked=asked,
            about=pages_about(asked),
            shareable=asking.to_share(asked, team),
            titles={each.key: each.title for each in operations.newest_editions()},
            to_begin=operations.editions_to_answer(self.request.actor),
            team=team,
            now=self.at,
            **more,
        )


class BeginSelfAssessment(OperationView):
    """Begin a self-assessment, or go on with the open one."""

    route, name = "self-assessments/begin/<str:key>/", "self_assessment_begin"
    permission, permission_of = Permission.SELF_ASSESS_ANSWER, ""
    form_class, template_name = BeginForm, f"{TEMPLATES}/begin.html"
    leads_to = "casework:self_assessment", "result.public_id"
    context_object_name = "edition"
    success_message = "Begun. Each section can be delegated to a colleague"
    words_stay = ABOUT_ORGANISATIONS

    def find_subject(self):
        found = [each for each in operations.editions_to_answer(self.request.actor) if each.key == self.kwargs["key"]]
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def bank(self):
        return measures.bank_of(self.subject)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"bank": self.bank}

    def get_context_data(self, **more):
        return super().get_context_data(bank=self.bank, **more)

    def operate(self, form):
        organisation = self.request.actor.membership.team.organisation
        variant = form.cleaned_data.get("variant", "")
        return operations.begin(self.subject.key, organisation, variant=variant, **self.acting)


class OfSelfAssessment(SubjectView):
    """What the pages of one self-assessment share."""

    model, related = SelfAssessment, ("edition", "organisation", "team")
    context_object_name, audited_as = "assessment", "selfassessment"
    permission = Permission.SELF_ASSESS_READ
    words_stay = ABOUT_ORGANISATIONS
    leads_to = "casework:self_assessment", "subject.public_id"

    @cached_property
    def bank(self):
        return measures.bank_of(self.subject.edition)

    @cached_property
    def parts(self):
        return measures.parts_of(self.subject)

    @cached_property
    def leads(self) -> bool:
        """Whether the reader's team answers the whole of it, and may still change it."""
        return self.request.actor.membership.team_id == self.subject.team_id and not self.subject.is_sent

    def get_context_data(self, **more):
        return super().get_context_data(bank=self.bank, leads=self.leads, **more)

    def of_keys(self):
        """The part and the line that the address names. Raises Http404."""
        for part in self.parts:
            for line in part.lines:
                if line.statement.key == self.kwargs["key"]:
                    return part, line
        raise Http404

    @cached_property
    def learning(self):
        """The reviews behind its statements, by their keys."""
        return learning_behind("audit", self.subject.bank)

    @cached_property
    def part(self):
        return self.of_keys()[0]

    @cached_property
    def line(self):
        return self.of_keys()[1]

    def may_save(self, part) -> bool:
        """Whether the reader may save answers of a section now: a form is drawn for nobody else."""
        return not self.subject.is_sent and answers_section(self.request.actor, self.subject, part.section.key)


class ShowSelfAssessment(OfSelfAssessment, SubjectPage):
    """Sections with their progress, who signed, who asked, and the next thing to do."""

    route, name, template_name = ONE, "self_assessment", f"{TEMPLATES}/page.html"

    def record_sight(self):
        """Opened: it stands on the reader's Today no longer."""
        super().record_sight()
        notifications.mark_read(user=self.request.user, at=self.at, path=self.request.path)

    def get_context_data(self, **more):
        actor = self.request.actor
        is_ours = actor.membership.team_id == self.subject.team_id
        asked = asking.waiting_for(self.subject.team) if is_ours else []
        read_by = sharing.read_by(self.subject)
        had = {each.asking_team_id for each in read_by}
        awaited = operations.signatures_awaited(self.subject)
        return super().get_context_data(
            read_by=read_by,
            about=pages_about([*read_by, *asked]).values() if is_ours else [],
            goes_to=sharing.goes_to(self.subject, asked) if self.leads else [],
            parts=self.parts,
            is_complete=all(part.is_complete for part in self.parts),
            signed=operations.standing_sign_offs(self.subject),
            awaited=[(SignOff.Capacity(capacity).label, each) for capacity, each in awaited.items()],
            signs=actor.membership.user_id in {each.user_id for each in awaited.values()},
            who_sign=operations.WHO_SIGN,
            signed_before=self.subject.sign_offs.exclude(revision=self.subject.revision).count(),
            asked=[each for each in asked if each.bank == self.subject.bank and each.asking_team_id not in had],
            actions=list(in_tracker.actions_of(self.subject)) if self.subject.is_sent else [],
            by_framework=measures.by_other_framework(self.bank, self.parts) if self.bank.also else [],
            may_answer=not self.subject.is_sent and may(actor, Permission.SELF_ASSESS_ANSWER, self.subject),
            may_moderate=may(actor, Permission.SELF_ASSESS_ASK, self.subject),
            asks=may(actor, Permission.SELF_ASSESS_ASK),
            has_moderated=self.subject.moderated.exists(),
            today=london_date(self.at),
            **more,
        )


class ShowSection(OfSelfAssessment, SubjectPage):
    """A section: each statement with its grade and what it lacks."""

    route, name, template_name = f"{ONE}sections/<str:section>/", "self_assessment_section", f"{TEMPLATES}/section.html"

    def get_context_data(self, **more):
        keys = [part.section.key for part in self.parts]
        if self.kwargs["section"] not in keys:
            raise Http404
        at = keys.index(self.kwargs["section"])
        return super().get_context_data(
            part=self.parts[at],
            learning=self.learning,
            following=self.parts[at + 1] if at + 1 < len(keys) else None,
            may_answer=may(self.request.actor, Permission.SELF_ASSESS_ANSWER, self.subject)
            and self.may_save(self.parts[at]),
            **more,
        )


class Answering(OfSelfAssessment):
    """Something of an open self-assessment is changed by the organisation."""

    permission = Permission.SELF_ASSESS_ANSWER
    refused_above = (operations.AlreadySent, operations.NotYours)


class AnswerStatement(Answering, OperationView):
    """One statement: the grade beside what was answered last time. Saving leads to the next one that is not complete."""

    route, name = f"{ONE}statements/<str:key>/", "self_assessment_statement"
    form_class, template_name = AnswerForm, f"{TEMPLATES}/statement.html"
    operation = staticmethod(operations.answer)
    success_message = "Saved"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"bank": self.bank, "statement": self.line.statement}

    @cached_property
    def held(self):
        """What the product holds about the statement, for the team that answers; nothing is said of what it does not hold."""
        return held_of(self.line.statement.holds, self.request.actor, at=self.at) if self.leads else {}

    def post(self, request, *args, **kwargs):
        """Attaching adds a line to the evidence that is typed; all else stays as it is typed, and nothing is saved yet."""
        attached = self.held.get(request.POST.get("attach", ""))
        if attached is None:
            return super().post(request, *args, **kwargs)
        data = request.POST.copy()
        lines = [data.get("evidence", "").strip(), attached.line]
        data["evidence"] = "\n".join(line for line in lines if line)
        form = self.get_form_class()(**self.get_form_kwargs() | {"data": data})
        return self.render_to_response(self.get_context_data(form=form, attached=attached.line))

    def get_initial(self):
        answer = self.line.answer
        if answer is None:
            return {"revision": 0}
        said = {name: getattr(answer, name) for name in (*operations.ANSWERED, "revision")}
        return said | {"none_held": ["yes"] if answer.none_held else []}

    def get_context_data(self, **more):
        before = answer_of_last_time(self.subject, self.part.section.key, self.line.statement.key)
        given = self.part.delegated
        return super().get_context_data(
            part=self.part,
            line=self.line,
            learning=self.learning,
            held=self.held,
            may_save=self.may_save(self.part),
            **{"attached": ""} | more,
            level=dict(self.bank.levels).get(self.line.statement.level, ""),
            number=self.part.lines.index(self.line) + 1,
            before=before,
            others=given if given and given.user_id != self.request.actor.membership.user_id else None,
            before_words=measures.grade_words(measures.bank_of(before.assessment.edition), before.grade)
            if before
            else "",
            reads_before=asking.reads_previous(self.subject),
        )

    def get_success_url(self):
        return next_page(self.subject, self.part, self.line)


def awaited_of(actor, assessment) -> list[str]:
    """The capacities in which this person is asked to sign and has not."""
    awaited = operations.signatures_awaited(assessment)
    return [capacity for capacity, each in awaited.items() if each.user_id == actor.membership.user_id]


def next_page(assessment, part, line) -> str:
    """The next statement of the section that is not complete, or the section when there is none."""
    after = part.lines[part.lines.index(line) + 1 :]
    following = next((each for each in after if not each.is_complete), None)
    if following:
        return reverse("casework:self_assessment_statement", args=[assessment.public_id, following.statement.key])
    return reverse("casework:self_assessment_section", args=[assessment.public_id, part.section.key])


class SayStillTrue(Answering, ButtonView):
    route, name = f"{ONE}statements/<str:key>/still-true/", "self_assessment_still_true"
    success_message = "Saved as last time, and recorded as reviewed today"

    def operate(self, form):
        return operations.say_still_true(self.subject, self.line.statement.key, **self.acting)

    def get_success_url(self):
        return next_page(self.subject, self.part, self.line)


class DelegateSection(Answering, OperationView):
    route, name = f"{ONE}sections/<str:section>/delegate/", "self_assessment_delegate"
    form_class, template_name = DelegateForm, f"{TEMPLATES}/ask.html"
    success_message = "Saved. A colleague who is given a section is told, and finds it on Today"

    @cached_property
    def part(self):
        found = next((part for part in self.parts if part.section.key == self.kwargs["section"]), None)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self):
        colleagues = operations.colleagues(self.subject, on=london_date(self.at))
        return super().get_form_kwargs() | {"colleagues": colleagues}

    def get_initial(self):
        return {"to": self.part.delegated.membership.public_id if self.part.delegated else ""}

    def get_context_data(self, **more):
        return super().get_context_data(
            heading=self.part.section.title, what="Delegate a section", button="Save", **more
        )

    def operate(self, form):
        to = form.by_key.get(form.cleaned_data["to"])
        return operations.delegate(self.subject, self.part.section.key, to, **self.acting)


class SignSelfAssessment(Answering, OperationView):
    route, name = f"{ONE}sign/", "self_assessment_sign"
    form_class, template_name = SignForm, f"{TEMPLATES}/ask.html"
    refused_above = (operations.AlreadySent, operations.NotYours, operations.NotComplete)

    def get_form_kwargs(self):
        if not self.leads:
            return super().get_form_kwargs() | {"asked": awaited_of(self.request.actor, self.subject)}
        may_sign = operations.who_may_sign(self.subject, on=london_date(self.at))
        own = self.request.actor.membership.user_id
        return super().get_form_kwargs() | {"may_sign": [each for each in may_sign if each.user_id != own]}

    def operate(self, form):
        capacity = form.cleaned_data["capacity"]
        match form.who_signs:
            case "ASK":
                to = form.by_key[form.cleaned_data["to"]]
                return operations.ask_to_sign(self.subject, capacity, to, **self.acting)
            case "OTHER":
                return operations.sign(self.subject, form.facts(), **self.acting)
        return operations.sign_oneself(self.subject, capacity, **self.acting)

    @property
    def success_message(self):
        is_signed = isinstance(self.result, SignOff)
        return f"Signed by {self.result.name}" if is_signed else f"Asked. {self.result.user.name} is told"

    def get_context_data(self, **more):
        return super().get_context_data(heading=self.bank.title, what="Sign the self-assessment", button="Sign", **more)


class RemoveSignature(Answering, ButtonView):
    route, name = f"{ONE}signatures/<str:capacity>/remove/", "self_assessment_signature_remove"
    success_message = "Removed. The self-assessment is sent once it is signed again"

    def operate(self, form):
        return operations.remove_signature(self.subject, capacity=self.kwargs["capacity"], **self.acting)


class SendSelfAssessment(Answering, ButtonView):
    route, name = f"{ONE}send/", "self_assessment_send"
    operation = staticmethod(operations.send)

    def success_words(self):
        teams = ", ".join(each.asking_team.name for each in sharing.read_by(self.result))
        to = f"Sent to {teams}." if teams else "Complete. Nobody outside your organisation reads it until you share it."
        return f"{to} Your receipt number is {self.result.receipt}"


class ShareSelfAssessment(OfSelfAssessment, ButtonView):
    """Let one who asked read a return: one sent already, or one that is not sent yet."""

    route, name = f"{ONE}share/<str:asked>/", "self_assessment_share"
    permission = Permission.SELF_ASSESS_ANSWER

    @cached_property
    def asked(self):
        waiting = asking.one_asked(self.kwargs["asked"], self.subject.team)
        if waiting is None:
            raise Http404
        return waiting

    def success_words(self):
        return f"Shared with {self.asked.asking_team.name}"

    def operate(self, form):
        return operations.share(self.asked, self.subject, **self.acting)


class CompareSelfAssessment(OfSelfAssessment, SubjectPage):
    """Over time, and beside the median of others: by section and statement, never one total."""

    route, name, template_name = f"{ONE}comparison/", "self_assessment_comparison", f"{TEMPLATES}/comparison.html"

    def get_context_data(self, **more):
        columns, rows = measures.comparison(self.subject)
        audit.saw("selfassessment", *(column.pk for column in columns))
        return super().get_context_data(
            columns=columns,
            rows=rows,
            fewest=measures.FEWEST_RETURNS,
            has_others=any(row.others for row in rows),
            **more,
        )


class ShowModeration(OfSelfAssessment, SubjectPage):
    """The organisation's own, the moderated and the final grade of each statement, with the reasons."""

    route, name, template_name = f"{ONE}moderation/", "self_assessment_moderation", f"{TEMPLATES}/moderation.html"

    def get_context_data(self, **more):
        may_moderate = may(self.request.actor, Permission.SELF_ASSESS_ASK, self.subject)
        return super().get_context_data(parts=self.parts, may_moderate=may_moderate, **more)


class ModerateStatement(OfSelfAssessment, OperationView):
    route, name = f"{ONE}moderation/<str:key>/", "self_assessment_moderate"
    permission = Permission.SELF_ASSESS_ASK
    form_class, template_name = ModerateForm, f"{TEMPLATES}/moderate.html"
    operation = staticmethod(operations.moderate)
    leads_to = "casework:self_assessment_moderation", "subject.public_id"
    success_message = "Grade saved. The organisation can read it"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"bank": self.bank, "statement": self.line.statement}

    def get_context_data(self, **more):
        return super().get_context_data(line=self.line, part=self.part, **more)


class PrintSelfAssessment(OfSelfAssessment, View):
    """All of it on paper, for governors."""

    route, name, http_method_names = f"{ONE}self-assessment.pdf", "self_assessment_pdf", ("get", "head")

    def get(self, request, *args, **kwargs):
        printed = paper.paper(
            self.subject,
            self.bank,
            self.parts,
            operations.standing_sign_offs(self.subject),
            measures.medians_of_others(self.subject),
        )
        self.record_sight()
        audit.did("exported", "selfassessment", self.subject.pk, revision=self.subject.revision)
        answer = HttpResponse(printed, content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="self-assessment.pdf"'
        return answer


VIEWS = (
    OwnSelfAssessments,
    BeginSelfAssessment,
    ShowSelfAssessment,
    ShowSection,
    DelegateSection,
    AnswerStatement,
    SayStillTrue,
    SignSelfAssessment,
    RemoveSignature,
    SendSelfAssessment,
    ShareSelfAssessment,
    CompareSelfAssessment,
    ShowModeration,
    ModerateStatement,
    PrintSelfAssessment,
)
