"""The assessment: what is done, one section at a time, each child's part, and the whole of it to read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.casework.models import Answers
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import export
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.definitions import Visibility
from breakwater.casework.recording.page_digests import come_back
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.foundation.design.fields import Form
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.kit.operation_view import RefusedAbove
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.practice.early_help.episodes.operations import episodes, leads
from breakwater.practice.early_help.episodes.participants import people_of
from breakwater.practice.early_help.episodes.view import (
    EPISODE,
    WITH_DISPUTES,
    EpisodeOperation,
    disputed,
    episode_or_404,
    whose,
)
from breakwater.practice.early_help.models import Assessment, Episode

from . import operations as assessments
from . import page as assessment_page
from .forms import AddendumForm, NoLongerHarmForm, ToolScoreForm
from .route import Stop, next_stop, route_of

COMPLETE = "The assessment is finished and is not changed any more. Add what is new as an addendum."


class AssessmentPage(RefusedAbove, EpisodeOperation):
    """The sections with what is done and by whom; beginning it."""

    route, name, template_name = f"{EPISODE}assessment/", "assessment", "early_help/assessment/overview.html"
    permission, form_class, subjects = Permission.EPISODE_READ, Form, WITH_DISPUTES
    operation = staticmethod(assessments.start_assessment)
    words_of = {leads.NobodyAgreed: "Nobody in the family has agreed yet. Record agreement first."}
    leads_to = "early_help:assessment", "subject.reference"
    refused_to = "early_help:agreement", "subject.reference"

    def answer_instead(self):
        if self.request.method == "POST":
            require(self.request.actor, Permission.EPISODE_WORK, self.subject)

    def get_context_data(self, **more):
        begun = assessment_page.begun_for(self.subject)
        page = assessment_page.overview(self.subject, begun, self.at) if begun else None
        may_work = may(self.request.actor, Permission.EPISODE_WORK, self.subject)
        lines = disputed(self.subject, self.request.actor)
        return super().get_context_data(**more, page=page, may_work=may_work, disputed=lines)


def _begun_or_404(episode: Episode) -> Assessment:
    begun = assessment_page.begun_for(episode)
    if begun is None:
        raise Http404
    return begun


def _answers(request, reference, key: str = "") -> tuple[Episode, Answers]:
    """The family's form, or a child's part by the child's public id, to write in. Raises Http404."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    if not key:
        return found, _begun_or_404(found).answers
    part = get_object_or_404(assessment_page.parts_of(found), person__public_id=key)
    audit.saw("person", part.person_id)
    return found, part.answers


@require_http_methods(["GET", "HEAD", "POST"])
def section(request, reference, page, key=""):
    """One section, for the family or for one child."""
    found, answers = _answers(request, reference, key)
    if answers.status == Answers.Status.COMPLETE:
        messages.error(request, COMPLETE)
        return redirect("early_help:assessment", found.reference)
    form = recording.definition_of(answers.version)
    opened = _open(form, page, answers, request, request.POST if request.method == "POST" else None)
    drawn = _drawn(request) if opened.sent else assessments.drawn_from(answers, opened.page)
    stale: list = []
    why, asks_why = None, False
    if opened.sent and not opened.changes_rows:
        cleaned, seen = opened.cleaned, opened.is_valid() or _only_left_out(opened)
        if not opened.is_valid():  # kept beside what is wrong: who leaves the page now loses nothing
            cleaned = _open(form, page, answers, request, opened.as_it_stands).cleaned
        why = NoLongerHarmForm(request.POST)
        answers, stale, asks_why = _save(request, answers, page, cleaned, drawn, seen, why)
        drawn = assessments.drawn_from(answers, opened.page)
        if seen and not stale and not asks_why:
            return redirect(_after(found, page, key, opened))
    audit.saw("case", found.case_id)
    begun = assessment_page.begun_for(found)
    context = {
        **whose(found),
        "form": opened,
        "stale": stale,
        "why": why if asks_why else None,
        "drawn": drawn,
        "about": assessment_page.child_named(found, key) if key else "",
        "keep_url": _at(found, "keep", page, key),
        "says_harm": begun if begun.harm_said_at else None,
    }
    return render(request, "early_help/assessment/section.html", context, status=409 if stale else 200)


def _save(request, answers: Answers, page, cleaned, drawn, seen, why: NoLongerHarmForm) -> tuple[Answers, list, bool]:
    """The answers as they stand now, what another wrote meanwhile, and whether it must first be said why no child is at risk."""
    words = why.cleaned_data["why_no_harm"] if why.is_valid() else ""
    try:
        kept, asks_why = assessments.save_typed(
            answers,
            assessments.SectionAsTyped(page, cleaned, drawn, seen, words),
            by=request.actor,
            at=timezone.now(),
        )
    except assessments.ChangedMeanwhile as fault:
        return fault.answers, fault.in_words, False
    return kept, [], asks_why


@require_POST
def keep(request, reference, page, key=""):
    """Keep what has been typed so far, a moment after it was typed."""
    _found, answers = _answers(request, reference, key)
    form = recording.definition_of(answers.version)
    data = request.POST.copy()
    data["keep"] = "1"
    opened = _open(form, page, answers, request, data)
    cleaned, drawn = opened.cleaned, _drawn(request)
    try:
        kept, _ = assessments.save_typed(
            answers,
            assessments.SectionAsTyped(page, cleaned, drawn, seen=False),
            by=request.actor,
            at=timezone.now(),
        )
    except (assessments.ChangedMeanwhile, recording.AlreadyComplete):
        return HttpResponse(status=409)
    drawn = assessments.drawn_after(kept, opened.page, cleaned=cleaned, drawn=drawn)
    return HttpResponse(status=204, headers={"X-revision": str(drawn.revision), "X-drawn": str(drawn)})


def _open(form, page, answers, request, data):
    asking = recording_answers.Asking(by=request.actor)
    return recording_answers.open_page(form, page, answers.values, data=data, asking=asking)


def _only_left_out(opened) -> bool:
    """Nothing is wrong but that some answers are not there yet: another may know them, and finishing asks for them."""

    def is_typed(box: str) -> bool:
        texts = (
            text for name, texts in opened.data.lists() if name == box or name.startswith(f"{box}-") for text in texts
        )
        return any(text.strip() for text in texts)

    return not any(is_typed(box) for box in opened.errors)


def _drawn(request) -> assessments.Drawn:
    """What the page that came back was drawn from; of a page that does not say, every answer counts as this person's."""
    digests = come_back(request.POST.get("drawn"))
    return assessments.Drawn(whole_number(request.POST.get("revision")) or 0, digests)


def _at(episode: Episode, name: str, page: str, key: str) -> str:
    return reverse(
        f"early_help:{'child_' if key else ''}{name}", args=[episode.reference, *([key] if key else []), page]
    )


def _after(episode: Episode, page: str, key: str, opened) -> str:
    """Where "Continue" leads: the next section of the route, and after the last one the whole, to check and finish."""
    if opened.asked == "save":
        return reverse("early_help:assessment", args=[episode.reference])
    begun = assessment_page.begun_for(episode)
    route = route_of(begun, assessment_page.children_of(begun))
    following = next_stop(route, Stop(page, key))
    if following is None:
        return reverse("early_help:assessment_whole", args=[episode.reference])
    return _at(episode, "section", following.page, following.child)


class WholeAssessment(EpisodeOperation):
    """All of it, to read; and completing it."""

    route, name = f"{EPISODE}assessment-whole/", "assessment_whole"
    template_name, form_class = "early_help/assessment/whole.html", Form
    permission, operates_on, subjects = Permission.EPISODE_READ, "begun", WITH_DISPUTES
    operation = staticmethod(assessments.complete_assessment)
    words_of = {recording.AlreadyComplete: COMPLETE}
    refused_above = (assessments.HarmNotBrought, recording.AlreadyComplete, episodes.EpisodeIsClosed)
    leads_to = "early_help:episode", "subject.reference"
    missing = ()
    success_message = "The {subject.label} is complete"

    def answer_instead(self):
        self.begun = _begun_or_404(self.subject)
        if self.request.method == "POST":
            require(self.request.actor, Permission.EPISODE_WORK, self.subject)

    def get_refused_url(self, refusal=None):
        if isinstance(refusal, episodes.EpisodeIsClosed):
            return self.get_success_url()
        return reverse("early_help:assessment_whole", args=[self.subject.reference])

    def form_refused(self, form, refusal):
        """A child who came since has a part from now on, and finishing asks for what is in it."""
        if not isinstance(refusal, episodes.EpisodeIsClosed):
            assessments.start_assessment(self.subject, **self.acting)
        if not isinstance(refusal, assessments.NotWhole):
            return super().form_refused(form, refusal)
        self.missing = refusal.left_out
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **more):
        found, may_work = self.subject, may(self.request.actor, Permission.EPISODE_WORK, self.subject)
        widest = Visibility.RESTRICTED if may_work else Visibility.WORKERS
        page = assessment_page.whole(found, self.begun, widest)
        audit.saw("person", *page.person_ids)
        missing = [
            {
                "text": f"{each.child_name}: {each.label}" if each.child_name else each.label,
                "href": _at(found, "section", each.stop.page, each.stop.child),
            }
            for each in self.missing
        ]
        lines = disputed(found, self.request.actor)
        return super().get_context_data(**more, page=page, may_work=may_work, missing=missing, disputed=lines)


class AddAddendum(EpisodeOperation):
    """Add to a finished assessment what came later."""

    route, name = f"{EPISODE}assessment-addendum/", "addendum"
    form_class, template_name = AddendumForm, "early_help/assessment/addendum.html"
    success_message = "The addendum is saved"

    def answer_instead(self):
        self.assessment = assessment_page.begun_for(self.subject)
        if self.assessment and self.assessment.completed_at:
            return None
        messages.info(self.request, "It is not finished yet: write what is new into its sections.")
        return redirect("early_help:assessment", self.subject.reference)

    operation, operates_on = staticmethod(assessments.add_addendum), "assessment"
    leads_to = "early_help:assessment_whole", "subject.reference"


@require_safe
def download(request, reference):
    """All that was answered, as it was asked and answered then, for whoever may read it; after the end as well."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    widest = Visibility.RESTRICTED if may(request.actor, Permission.EPISODE_WORK, found) else Visibility.WORKERS
    begun = _begun_or_404(found)
    children = list(begun.children.select_related("person", "answers__version__form").order_by("pk"))
    rows = [[found.label, *row] for row in export.rows_of(begun.answers, widest=widest)]
    for child in children:
        rows += [[child.person.name, *row] for row in export.rows_of(child.answers, widest=widest)]
    rows += [[found.label, "", "", "Addendum", one["who"], one["words"]] for one in assessment_page.addenda_of(begun)]
    audit.saw("case", found.case_id)
    audit.saw("person", *(child.person_id for child in children))
    audit.did("downloaded an assessment", "case", found.case_id)
    return csv_answer(f"{found.reference}.csv", [["About", *export.HEAD], *rows])


class KeepToolScore(EpisodeOperation):
    """Keep the score of a licensed tool."""

    route, name = f"{EPISODE}score/", "score"
    form_class, template_name = ToolScoreForm, "early_help/assessment/score.html"
    operation = staticmethod(assessments.keep_score)
    success_message = "The score is kept"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": people_of(self.subject)}

    leads_to = "early_help:assessment", "subject.reference"


@require_safe
def genogram(request, reference):
    """Who is who in the family, drawn and listed: those whom this post may see, and no others (SG-18)."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    family = assessment_page.family_drawn(found, london_date(timezone.now()))
    audit.saw("case", found.case_id)
    audit.saw("person", *family.person_ids)
    return render(request, "early_help/assessment/genogram.html", {**whose(found), "family": family})


OPERATIONS = (AssessmentPage, WholeAssessment, AddAddendum, KeepToolScore)
