"""The assessment: what is done, one section at a time, each child's part, and the whole of it to read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.casework.models import Answers
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import export
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.definitions import UnknownPage, Visibility
from breakwater.casework.recording.page_digests import come_back
from breakwater.foundation import audit
from breakwater.foundation.design.csv_file import as_words, csv_answer
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.practice.early_help.episodes.operations import episodes, leads
from breakwater.practice.early_help.episodes.participants import people_of
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeOperation, episode_or_404, whose
from breakwater.practice.early_help.models import Assessment, ChildPart, Episode

from . import operations as assessments
from . import page as assessment_page
from .forms import AddendumForm, NoLongerHarmForm, ToolScoreForm
from .route import Stop, next_stop, route_of

COMPLETE = "The assessment is finished and is not changed any more. Add what is new as an addendum."
WITH = ("answers__version__form", "answers__area")


@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request, reference):
    """The sections with what is done and by whom; beginning it."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    if request.method == "POST":
        require(request.actor, Permission.EPISODE_WORK, found)
        try:
            assessments.start_assessment(episode=found, by=request.actor, at=timezone.now())
        except leads.NobodyAgreed:
            messages.error(request, "Nobody in the family has agreed yet. Write down what they say first.")
            return redirect("early_help:agreement", found.reference)
        return redirect("early_help:assessment", found.reference)
    begun = _begun(found)
    audit.saw("case", found.case_id)
    return render(
        request,
        "early_help/assessment/overview.html",
        {
            **whose(found),
            "page": assessment_page.overview(found, begun, timezone.now()) if begun else None,
            "may_work": may(request.actor, Permission.EPISODE_WORK, found),
        },
    )


def _begun(episode: Episode) -> Assessment | None:
    return Assessment.objects.select_related("episode", *WITH).filter(episode=episode).first()


def _answers(request, reference, key: str = "") -> tuple[Episode, Answers]:
    """The family's form, or a child's part by the child's public id, to write in. Raises Http404."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    if not key:
        return found, get_object_or_404(Assessment.objects.select_related(*WITH), episode=found).answers
    parts = ChildPart.objects.select_related(*WITH, "person")
    part = get_object_or_404(parts, assessment__episode=found, person__public_id=key)
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
    begun = _begun(found)
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
    try:
        return recording_answers.open_page(
            form, page, answers.values, data=data, asking=recording_answers.Asking(by=request.actor)
        )
    except UnknownPage:
        raise Http404 from None


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
    begun = _begun(episode)
    route = route_of(begun, assessment_page.children_of(begun))
    following = next_stop(route, Stop(page, key))
    if following is None:
        return reverse("early_help:assessment_whole", args=[episode.reference])
    return _at(episode, "section", following.page, following.child)


@require_http_methods(["GET", "HEAD", "POST"])
def whole(request, reference):
    """All of it, to read; and completing it."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    begun = get_object_or_404(Assessment.objects.select_related("episode", *WITH, "completed_by"), episode=found)
    may_work = may(request.actor, Permission.EPISODE_WORK, found)
    missing: list = []
    if request.method == "POST":
        require(request.actor, Permission.EPISODE_WORK, found)
        try:
            # A child who came since gets a part first: it stays, and finishing asks for what is in it.
            assessments.start_assessment(episode=found, by=request.actor, at=timezone.now())
            assessments.complete_assessment(assessment=begun, by=request.actor, at=timezone.now())
        except assessments.NotWhole as fault:
            missing = fault.left_out
        except assessments.HarmNotBrought:
            messages.error(
                request, "Nothing is finished. It says that a child is at risk: bring that to the front door first."
            )
            return redirect("early_help:assessment_whole", found.reference)
        except recording.AlreadyComplete:
            messages.error(request, COMPLETE)
            return redirect("early_help:assessment_whole", found.reference)
        except episodes.EpisodeIsClosed:
            messages.error(request, episodes.EpisodeIsClosed.words)
            return redirect("early_help:episode", found.reference)
        else:
            messages.success(request, f"The {found.label} is complete")
            return redirect("early_help:episode", found.reference)
    widest = Visibility.RESTRICTED if may_work else Visibility.WORKERS
    page = assessment_page.whole(found, begun, widest)
    audit.saw("case", found.case_id)
    audit.saw("person", *page.person_ids)
    context = {
        **whose(found),
        "page": page,
        "may_work": may_work,
        "missing": [
            {
                "text": f"{each.child_name}: {each.label}" if each.child_name else each.label,
                "href": _at(found, "section", each.stop.page, each.stop.child),
            }
            for each in missing
        ],
    }
    return render(request, "early_help/assessment/whole.html", context, status=422 if missing else 200)


class AddAddendum(EpisodeOperation):
    """Add to a finished assessment what came later."""

    route, name = f"{EPISODE}assessment-addendum/", "addendum"
    form_class, template_name = AddendumForm, "early_help/assessment/addendum.html"
    success_message = "The addendum is saved"

    @cached_property
    def assessment(self):
        finished = Assessment.objects.select_related("episode").exclude(completed_at=None)
        return finished.filter(episode=self.subject).first()

    def answer_instead(self):
        if self.assessment is not None:
            return None
        messages.info(self.request, "It is not finished yet: write what is new into its sections.")
        return redirect("early_help:assessment", self.subject.reference)

    def operate(self, form):
        given = {"words": form.cleaned_data["words"], "key": form.cleaned_data["idempotency"]}
        return assessments.add_addendum(assessment=self.assessment, by=self.request.actor, at=self.at, **given)

    def get_success_url(self):
        return reverse("early_help:assessment_whole", args=[self.subject.reference])


@require_safe
def download(request, reference):
    """All that was answered, as it was asked and answered then, for whoever may read it; after the end as well."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    widest = Visibility.RESTRICTED if may(request.actor, Permission.EPISODE_WORK, found) else Visibility.WORKERS
    begun = get_object_or_404(Assessment.objects.select_related(*WITH), episode=found)
    children = list(begun.children.select_related("person", "answers__version__form").order_by("pk"))
    rows = [[found.label, *row] for row in export.rows_of(begun.answers, widest=widest)]
    for child in children:
        rows += [[child.person.name, *row] for row in export.rows_of(child.answers, widest=widest)]
    rows += [[found.label, "", "", "Addendum", one["who"], one["words"]] for one in assessment_page.addenda_of(begun)]
    audit.saw("case", found.case_id)
    audit.saw("person", *(child.person_id for child in children))
    audit.did("downloaded an assessment", "case", found.case_id)
    table = [["About", *export.HEAD], *([as_words(cell) for cell in row] for row in rows)]
    return csv_answer(f"{found.reference}.csv", table)


class KeepToolScore(EpisodeOperation):
    """Keep the score of a licensed tool."""

    route, name = f"{EPISODE}score/", "score"
    form_class, template_name = ToolScoreForm, "early_help/assessment/score.html"
    operation = staticmethod(assessments.keep_score)
    success_message = "The score is kept"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": people_of(self.subject)}

    def get_success_url(self):
        return reverse("early_help:assessment", args=[self.subject.reference])


@require_safe
def genogram(request, reference):
    """Who is who in the family, drawn and listed: those whom this post may see, and no others (SG-18)."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    drawing = assessment_page.family_drawn(found)
    audit.saw("case", found.case_id)
    audit.saw("person", *drawing.person_ids)
    return render(request, "early_help/assessment/genogram.html", {**whose(found), "drawing": drawing})


OPERATIONS = (AddAddendum, KeepToolScore)
