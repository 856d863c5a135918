"""What an area decides: to take a version, from when it is in force, where it does otherwise, that a chapter ends."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission, require

from .. import differences, finding, presenting
from ..forms import CorrectDecisionForm, CorrectForm, DecisionForm, ForceForm, QuestionForm, VaryForm, WithdrawForm
from ..models import Question, Version
from ..operations import force, ratifying, varying
from .keeping import OfChapter, area_of

P = Permission
VERSION, QUESTION = "policies/versions/<str:public_id>/", "policies/questions/<str:public_id>/"
CHAPTER = "policies/<str:public_id>/"


class Decides:
    """An officer of an area decides for it; the chapter's page is what one sees next."""

    permission = P.POLICY_RATIFY
    leads_to = "policies:chapter_kept", "chapter.public_id"

    @property
    def area(self):
        return area_of(self.request)

    def permission_subject(self):
        require(self.request.actor, P.POLICY_EDIT, self.subject)
        return self.request.actor.membership.team

    def get_context_data(self, **more):
        return super().get_context_data(area=self.area, **more)


class OfVersion(Decides):
    """What an area decides on a settled version of a manual that it shares."""

    model, related = Version, ("chapter__manual",)
    context_object_name = "version"

    def find_subject(self):
        found = super().find_subject()
        if found.state != Version.State.SETTLED:
            raise Http404
        return found

    @property
    def chapter(self):
        return self.subject.chapter


class OfAreasChapter(Decides, OfChapter):
    """What an area decides on a chapter of a manual that it shares."""

    @property
    def chapter(self):
        return self.subject


class Ratify(RefusedAbove, OfVersion, OperationView):
    """Put on record what the area's body decided."""

    route, name = f"{VERSION}ratify/", "ratify"
    form_class, template_name = DecisionForm, "policies/ratify.html"
    success_message = "{result.area.name} has ratified version {subject.number}. Now put it in force"
    leads_to = "policies:force", "subject.public_id"
    refused_to = "policies:chapter_kept", "chapter.public_id"

    def answer_instead(self):
        is_taken = self.request.method == "GET" and ratifying.holding(self.subject, self.area)
        return redirect("policies:correct_decision", self.subject.public_id) if is_taken else None

    def operate(self, form):
        return ratifying.ratify(version=self.subject, area=self.area, decision=form.decided(), **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(notes=presenting.notes_of(self.subject), **more)


class CorrectDecision(OfVersion, OperationView):
    """Put a decision right that was recorded wrongly: what was recorded before stays beside it."""

    route, name = f"{VERSION}decision/", "correct_decision"
    form_class, template_name = CorrectDecisionForm, "policies/correct_decision.html"
    success_message = "Corrected. What was recorded before stays beside it"

    @cached_property
    def recorded(self):
        return ratifying.recorded(self.subject, self.area)

    @property
    def now(self):
        return next((each for each in self.recorded if each.corrected_at is None), None)

    def answer_instead(self):
        return None if self.now else redirect("policies:ratify", self.subject.public_id)

    def get_initial(self):
        return {name: getattr(self.now, name) for name in ("body", "decided_on", "decision", "present", "needed")}

    def operate(self, form):
        why = form.cleaned_data["why"]
        return ratifying.correct(ratification=self.now, decision=form.decided(), why=why, **self.acting)

    def get_context_data(self, **more):
        before = list(zip(self.recorded, self.recorded[1:], strict=False))
        return super().get_context_data(now=self.now, before=before, **more)


class PutInForce(OfVersion, OperationView):
    """From when the version is in force in the area. What the area does otherwise is asked about first."""

    route, name = f"{VERSION}force/", "force"
    form_class, template_name = ForceForm, "policies/force.html"

    def answer_instead(self):
        waiting = varying.waiting(self.subject, self.area)
        return self.ask_first(waiting) if waiting else None

    def ask_first(self, question: Question):
        messages.info(self.request, "First say whether your area keeps its own wording")
        return redirect("policies:question", question.public_id)

    def get_initial(self):
        return {"starts_on": self.subject.proposed_from or london_date(self.at)}

    def operate(self, form):
        starts_on = form.cleaned_data["starts_on"]
        force.put_in_force(version=self.subject, area=self.area, starts_on=starts_on, **self.acting)
        return starts_on

    @property
    def success_message(self):
        return f"Version {self.subject.number} is in force in {self.area.name} from {self.result:%-d %B %Y}"

    def form_refused(self, form, refusal):
        if isinstance(refusal, force.VariationWaits):
            return self.ask_first(varying.ask(version=self.subject, area=self.area, local=refusal.args[0], at=self.at))
        return super().form_refused(form, refusal)

    def get_context_data(self, **more):
        return super().get_context_data(ratified=ratifying.holding(self.subject, self.area), **more)


class OfQuestion(RefusedAbove, Decides):
    """What an area answers where the shared text has moved beside its own words."""

    model = Question
    related = ("version__chapter__manual", "version__follows", "local__written_for", "area")

    def permission_subject(self):
        return self.subject

    @property
    def chapter(self):
        return self.subject.version.chapter


class AnswerQuestion(OfQuestion, OperationView):
    """The shared text moves: what differs, what the area says instead, and whether it goes on saying so."""

    route, name = QUESTION, "question"
    form_class, template_name = QuestionForm, "policies/question.html"
    success_message = "Recorded"
    audited_as = "policy_question"

    def operate(self, form):
        keeps, why = form.cleaned_data["keeps"] == "keep", form.cleaned_data["why"]
        return varying.answer(question=self.subject, keeps=keeps, why=why, **self.acting)

    def get_context_data(self, **more):
        version, local = self.subject.version, self.subject.local
        moved = {each.anchor: each for each in differences.between(local.written_for.body, version.body)}
        shared = {each["anchor"]: each["text"] for each in version.body}
        places = [
            {
                "change": each,
                "difference": moved.get(each["anchor"]),
                "shared": shared.get(each["anchor"], ""),
                "said": varying.MODES[each["mode"]],
            }
            for each in local.changes
        ]
        return super().get_context_data(question=self.subject, version=version, places=places, **more)


class AskAnew(OfQuestion, ButtonView):
    """Take the area's answer back while the version is not in force, and ask once more."""

    route, name = f"{QUESTION}regenerate/", "question_anew"
    leads_to = "policies:question", "subject.public_id"
    refused_to = "policies:chapter_kept", "chapter.public_id"
    operation = staticmethod(varying.ask_anew)


class Vary(OfAreasChapter, OperationView):
    """Where the area does otherwise at one paragraph, by its own decision."""

    route, name = f"{CHAPTER}vary/<slug:anchor>/", "vary"
    form_class, template_name = VaryForm, "policies/vary.html"

    def answer_instead(self):
        self.place, self.own = finding.paragraph(self.chapter, self.area, self.kwargs["anchor"], london_date(self.at))
        if self.place:
            return None
        messages.error(self.request, "That paragraph is not in force in your area now")
        return redirect(self.get_success_url())

    def get_initial(self):
        own = self.own or {"text": self.place["text"], "mode": ""}
        return {"starts_on": london_date(self.at), "text": own["text"], "mode": own["mode"]}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("mode", "text", "why", "starts_on")}
        facts = varying.Variation(anchor=self.kwargs["anchor"], decision=form.decided(), **said)
        varying.vary(self.chapter, self.area, facts, key=form.cleaned_data["idempotency"], **self.acting)
        self.say_how_long(said["mode"], said["starts_on"])

    def say_how_long(self, mode: str, starts_on):
        messages.success(self.request, f"Recorded. {self.area.name} reads it so from {starts_on:%-d %B %Y}")
        anchor = self.kwargs["anchor"]
        ends_on = varying.goes_no_further(chapter=self.chapter, area=self.area, anchor=anchor, starts_on=starts_on)
        if ends_on and mode in varying.MODES:
            words = "without it. If it is to go on, vary it from that day too"
            messages.info(self.request, f"Another text begins on {ends_on:%-d %B %Y}, {words}")

    def get_context_data(self, **more):
        return super().get_context_data(place=self.place, own=self.own, **more)


class Withdraw(OfAreasChapter, OperationView):
    """The chapter ends in the area; its address goes on answering."""

    route, name = f"{CHAPTER}withdraw/", "withdraw"
    form_class, template_name = WithdrawForm, "policies/withdraw.html"

    @cached_property
    def others(self):
        return {each.number: each for each in self.chapter.manual.chapters.exclude(pk=self.chapter.pk)}

    def get_initial(self):
        return {"ends_on": london_date(self.at)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"others": self.others.values()}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("ends_on", "why")}
        look_at = self.others.get(form.cleaned_data["look_at"])
        return force.withdraw(chapter=self.chapter, area=self.area, look_at=look_at, **said, **self.acting)

    @property
    def success_message(self):
        return f"Withdrawn in {self.area.name}. Its address says why, and where to look"


class CorrectFirstDay(OfAreasChapter, OperationView):
    """A first day that was recorded wrongly is put right; what was believed until now stays on record."""

    route, name = f"{CHAPTER}correct/", "correct"
    form_class, template_name = CorrectForm, "policies/correct.html"
    success_message = "Corrected. What was believed until now can still be read"

    @cached_property
    def spans(self):
        return {f"{each.starts_on:%Y-%m-%d}": each for each in force.spans_of(self.chapter, self.area)}

    @cached_property
    def numbers(self):
        return finding.numbers_of([span.version for span in self.spans.values()])

    def get_form_kwargs(self):
        named = [
            (key, f"{self.numbers[span.version]}, recorded as in force from {span.starts_on:%-d %B %Y}")
            for key, span in self.spans.items()
        ]
        return super().get_form_kwargs() | {"spans": named}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("starts_on", "why")}
        span = self.spans[form.cleaned_data["which"]]
        return force.correct(chapter=self.chapter, area=self.area, span=span, **said, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(decisions=ratifying.decisions_on(self.numbers, self.area), **more)


VIEWS = (Ratify, CorrectDecision, PutInForce, AnswerQuestion, AskAnew, Withdraw, CorrectFirstDay, Vary)
