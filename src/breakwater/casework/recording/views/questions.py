"""One question of a draft: its words, its answer, its choices, when it is shown, whether it is asked at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from breakwater.casework.recording.conditions import Condition
from breakwater.casework.recording.definitions import SILENT, Form, Kind, Question
from breakwater.casework.recording.editing import changes, sheet
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.condition_choices import answers_before, as_condition, chosen_in
from breakwater.casework.recording.editing.definition import find, find_page
from breakwater.casework.recording.editing.protected import Placed, placed, why_kept
from breakwater.casework.recording.editing.vocabulary import SEEN_BY, condition_in_words, name_of
from breakwater.casework.recording.forms.pieces import (
    AnswerForm,
    EachForm,
    KindForm,
    QuestionWordsForm,
    SureForm,
    ToPageForm,
    WhenForm,
)

from .changes import change, draft_or_404
from .drafts import page_or_404


@require_safe
def question(request, public_id, key):
    """Everything about one question, with what may be changed."""
    found, form, place = open_question(request, public_id, key)
    one = place.question
    kept = why_kept(found.form.key).get(key, "")
    return render(
        request,
        "casework/recording/area_forms/question.html",
        {
            "draft": found,
            "place": place,
            "line": sheet.line(form, one),
            "kept": kept,
            "seen_by": SEEN_BY[one.visibility],
            "sure": SureForm(),
            "may_choose": one.kind in (Kind.ONE_OF, Kind.MANY_OF, Kind.SCALE, Kind.YES_NO),
            "may_become": bool(changes.MAY_BECOME.get(one.kind)) and not kept,
            "is_asked": one.kind not in SILENT,
            "may_repeat": not place.group
            and one.kind not in SILENT | {Kind.GROUP, Kind.FILE}
            and bool(_groups_before(form, place)),
            "of_each": form.groups.get(one.each),
            "pages": len(form.pages),
            "back": _back(public_id, place),
            "uses": changes.uses_of(keeping.data_of(found), key),
            "kept_inside": why_kept(found.form.key),
        },
    )


def words(request, public_id, key):
    found, _, place = open_question(request, public_id, key)
    one = place.question
    initial = {name: getattr(one, name) for name in ("label", "statement", "hint", "why", "missing", "one")}
    form = QuestionWordsForm(posted(request), kind=one.kind, initial=initial | seen_in(found, key))
    return change_question(
        request,
        found,
        key,
        form,
        lambda data: changes.say_words(data, key, **form.words()),
        Page(
            "Its words",
            button="Save the words",
            stands=lambda now: [
                ("The question", now.label),
                ("The words to read", now.statement),
                ("Hint", now.hint),
                ("Why we ask this", now.why),
            ],
            note="Keep what it means: answers given before were given to the words before."
            if why_kept(found.form.key).get(key)
            else "",
        ),
    )


def answer(request, public_id, key):
    """Whether it must be answered, what may be said instead, who reads it."""
    found, drawn, place = open_question(request, public_id, key)
    one = place.question
    initial = {
        "required": one.required.value,
        "states": [state.value for state in one.states],
        "visibility": one.visibility.value,
        "least": one.least,
        "most": one.most,
        "tense": one.tense or "any",
    }
    form = AnswerForm(
        posted(request), question=one, in_danger=drawn.danger is not None, initial=initial | seen_in(found, key)
    )
    return change_question(
        request,
        found,
        key,
        form,
        lambda data: changes.set_answer(data, key, form.rules()),
        Page("Its answer", stands=lambda now: [("Who reads it", SEEN_BY[now.visibility])]),
    )


def kind(request, public_id, key):
    """How it is answered, within what leaves its answers their meaning."""
    found, _, place = open_question(request, public_id, key)
    if not changes.MAY_BECOME.get(place.question.kind):
        raise Http404
    form = KindForm(posted(request), now=place.question.kind, initial=seen_in(found, key))
    return change_question(
        request,
        found,
        key,
        form,
        lambda data: changes.set_kind(data, key, form.cleaned_data["kind"]),
        Page(
            "How it is answered",
            button="Change it",
            note="Only what leaves its answers their meaning. For anything else, retire it and add a new question.",
        ),
    )


def when(request, public_id, key):
    """When it is shown, built from lists."""
    found, form, place = open_question(request, public_id, key)
    before = answers_before(form, place.page.key, key, place.group)
    asked = place.question.when

    def edit(asks):
        return lambda data: changes.set_when(data, key, as_condition(asks.cleaned_data["shown"], asks.chosen()))

    back = reverse("casework:form_question", args=[public_id, key])
    return _when(request, found, Showing(form, asked, before, _piece(key), back, name_of(place.question)), edit)


def page_when(request, public_id, page):
    """When a page is shown."""
    found = draft_or_404(request, public_id)
    form, shown = keeping.form_of(found), page_or_404(found, page)
    before = answers_before(form, page, "", "")

    def edit(asks):
        return lambda data: changes.set_when(
            data, page, as_condition(asks.cleaned_data["shown"], asks.chosen()), page=True
        )

    def piece(data):
        return find_page(data, page).get("when")

    back = reverse("casework:form_page", args=[public_id, page])
    return _when(request, found, Showing(form, shown.when, before, piece, back, shown.title), edit)


@dataclass(frozen=True)
class Showing:
    """What decides whether a question or a page is shown: the form it is of, the answers before it, where it stands in the draft."""

    form: Form
    condition: Condition | None
    before: Sequence
    piece: Callable[[dict], object]
    back: str
    title: str


def _when(request, found, of: Showing, edit):
    shown, tests = chosen_in(of.condition)
    seen = {"seen": keeping.fingerprint(of.piece(keeping.data_of(found)))}
    initial = seen | {"shown": shown, **{f"test_{number}": test for number, test in enumerate(tests or (), start=1)}}
    asks = WhenForm(posted(request), answers=of.before, initial=initial)
    if request.method == "POST" and asks.is_valid() and change(request, found, asks, edit(asks), of.piece):
        messages.success(request, "The draft is changed")
        return redirect(of.back)
    return render(
        request,
        "casework/recording/area_forms/when.html",
        {
            "form": asks,
            "back": of.back,
            "title": of.title,
            "now": condition_in_words(of.form, of.condition),
            "beyond": tests is None,
            "first_of_all": not of.before,
        },
    )


def each(request, public_id, key):
    """Of whom it is asked: once, or of each row of an earlier group."""
    found, form, place = open_question(request, public_id, key)
    groups = _groups_before(form, place)
    one = place.question
    if not groups or place.group or one.kind in SILENT | {Kind.GROUP, Kind.FILE}:
        raise Http404
    asks = EachForm(
        posted(request),
        groups=groups,
        initial=seen_in(found, key) | {"group": (f"{one.each}-apart" if one.apart else one.each) or "once"},
    )

    def edit(data):
        chosen = asks.cleaned_data["group"]
        group = "" if chosen == "once" else chosen.removesuffix("-apart")
        return changes.set_each(data, key, group, apart=chosen.endswith("-apart"))

    return change_question(request, found, key, asks, edit, Page("Who it is asked about"))


def to_page(request, public_id, key):
    """Move a question to another page."""
    found, form, place = open_question(request, public_id, key)
    pages = [page for page in form.pages if page.key != place.page.key]
    if place.group or not pages:
        raise Http404
    asks = ToPageForm(posted(request), pages=pages, initial=seen_in(found, key))
    return change_question(
        request,
        found,
        key,
        asks,
        lambda data: changes.move_to_page(data, key, asks.cleaned_data["page"]),
        Page("Move it to another page", button="Move it"),
    )


def retire(request, public_id, key):
    """Ask it no more, after saying what that means."""
    found, _, place = open_question(request, public_id, key)
    asks = SureForm(posted(request), initial=seen_in(found, key))
    back = _back(public_id, place)
    is_sent = request.method == "POST" and asks.is_valid()
    if is_sent and change(request, found, asks, lambda data: changes.retire(data, key), _piece(key)):
        messages.success(request, f"“{name_of(place.question)}” is retired in the draft. You can bring it back")
        gone = not place.group and len(place.page.questions) == 1
        return redirect("casework:form_draft", public_id) if gone else redirect(back)
    return render(
        request,
        "casework/recording/area_forms/retire.html",
        {
            "form": asks,
            "back": reverse("casework:form_question", args=[public_id, key]),
            "place": place,
            "title": name_of(place.question),
            "kept": why_kept(found.form.key).get(key, ""),
            "uses": changes.uses_of(keeping.data_of(found), key),
        },
    )


def open_question(request, public_id, key) -> tuple[object, Form, Placed]:
    found = draft_or_404(request, public_id)
    form = keeping.form_of(found)
    place = placed(form).get(key)
    if place is None:
        raise Http404
    return found, form, place


@dataclass(frozen=True)
class Page:
    """A page that changes one question: its heading and button, what stands in the draft now, and where one goes on."""

    heading: str
    button: str = "Save"
    stands: Callable[[Question], list] = lambda now: []
    back: str = ""
    note: str = ""


def change_question(request, found, key, form, edit, page: Page):
    """Draw a page that changes one question, or make the change."""
    back = page.back or reverse("casework:form_question", args=[found.public_id, key])
    clashed = False
    if request.method == "POST" and form.is_valid():
        if change(request, found, form, edit, _piece(key)):
            messages.success(request, "The draft is changed")
            return redirect(back)
        clashed = True
    now = placed(keeping.form_of(found)).get(key)
    return render(
        request,
        "casework/recording/area_forms/piece.html",
        {
            "form": form,
            "heading": page.heading,
            "button": page.button,
            "back": back,
            "title": name_of(now.question) if now else "",
            "note": page.note,
            "stands": [each for each in page.stands(now.question) if each[1]] if now else [],
            "clashed": clashed,
        },
    )


def _piece(key):
    return lambda data: find(data, key).question


def seen_in(found, key) -> dict:
    return {"seen": keeping.fingerprint(find(keeping.data_of(found), key).question)}


def posted(request):
    return request.POST if request.method == "POST" else None


def _groups_before(form: Form, place: Placed) -> list[Question]:
    pages = list(form.pages)
    return [
        one for page, one in form.questions() if one.kind is Kind.GROUP and pages.index(page) < pages.index(place.page)
    ]


def _back(public_id, place: Placed) -> str:
    if place.group:
        return reverse("casework:form_question", args=[public_id, place.group])
    return reverse("casework:form_page", args=[public_id, place.page.key])
