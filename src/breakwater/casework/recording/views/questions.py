"""One question of a draft: its words, its answer, its choices, when it is shown, whether it is asked at all."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.recording.definitions import CHOSEN, SILENT, Form, Kind, Question
from breakwater.casework.recording.editing import changes, sheet
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.condition_choices import answers_before, as_condition, chosen_in
from breakwater.casework.recording.editing.definition import find, find_page
from breakwater.casework.recording.editing.protected import Placed, placed, why_kept
from breakwater.casework.recording.editing.vocabulary import SEEN_BY, condition_in_words, name_of
from breakwater.casework.recording.forms.pieces import (
    AnswerForm,
    ChoiceForm,
    EachForm,
    KindForm,
    QuestionWordsForm,
    SureForm,
    ToPageForm,
    WhenForm,
)

from .changes import change, changed_by_button, draft_or_404
from .drafts import page_or_404


@require_safe
def question(request, public_id, key):
    """Everything about one question, with what may be changed."""
    found, form, place = _open(request, public_id, key)
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
    found, _, place = _open(request, public_id, key)
    one = place.question
    initial = {name: getattr(one, name) for name in ("label", "statement", "hint", "why", "missing", "one")}
    form = QuestionWordsForm(_posted(request), kind=one.kind, initial=initial | _seen(found, key))
    return _change(
        request,
        found,
        key,
        form,
        lambda data: changes.say_words(data, key, **form.words()),
        "Its words",
        "Keep the words",
        lambda now: [
            ("The question", now.label),
            ("The words to read", now.statement),
            ("Hint", now.hint),
            ("Why we ask this", now.why),
        ],
        note="Keep what it means: answers given before were given to the words before."
        if why_kept(found.form.key).get(key)
        else "",
    )


def answer(request, public_id, key):
    """Whether it must be answered, what may be said instead, who reads it."""
    found, drawn, place = _open(request, public_id, key)
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
        _posted(request), question=one, in_danger=drawn.danger is not None, initial=initial | _seen(found, key)
    )
    return _change(
        request,
        found,
        key,
        form,
        lambda data: changes.set_answer(data, key, **form.rules()),
        "Its answer",
        "Keep it",
        lambda now: [("Who reads it", SEEN_BY[now.visibility])],
    )


def kind(request, public_id, key):
    """How it is answered, within what leaves its answers their meaning."""
    found, _, place = _open(request, public_id, key)
    if not changes.MAY_BECOME.get(place.question.kind):
        raise Http404
    form = KindForm(_posted(request), now=place.question.kind, initial=_seen(found, key))
    return _change(
        request,
        found,
        key,
        form,
        lambda data: changes.set_kind(data, key, form.cleaned_data["kind"]),
        "How it is answered",
        "Change it",
        lambda now: [],
        note="Only what leaves its answers their meaning. For anything else, retire it and add a new question.",
    )


def when(request, public_id, key):
    """When it is shown, built from lists."""
    found, form, place = _open(request, public_id, key)
    before = answers_before(form, place.page.key, key, place.group)
    asked = place.question.when

    def edit(asks):
        return lambda data: changes.set_when(data, key, as_condition(asks.cleaned_data["shown"], asks.chosen()))

    return _when(
        request,
        found,
        key,
        form,
        asked,
        before,
        edit,
        _piece(key),
        reverse("casework:form_question", args=[public_id, key]),
        name_of(place.question),
    )


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

    return _when(
        request,
        found,
        page,
        form,
        shown.when,
        before,
        edit,
        piece,
        reverse("casework:form_page", args=[public_id, page]),
        shown.title,
    )


def _when(request, found, key, form, condition, before, edit, piece, back, title):
    shown, tests = chosen_in(condition)
    seen = {"seen": keeping.fingerprint(piece(keeping.data_of(found)))}
    initial = seen | {"shown": shown, **{f"test_{number}": test for number, test in enumerate(tests or (), start=1)}}
    asks = WhenForm(_posted(request), answers=before, initial=initial)
    if request.method == "POST" and asks.is_valid() and change(request, found, asks, edit(asks), piece):
        messages.success(request, "The draft is changed")
        return redirect(back)
    return render(
        request,
        "casework/recording/area_forms/when.html",
        {
            "form": asks,
            "back": back,
            "title": title,
            "now": condition_in_words(form, condition),
            "beyond": tests is None,
            "first_of_all": not before,
        },
    )


def each(request, public_id, key):
    """Of whom it is asked: once, or of each row of an earlier group."""
    found, form, place = _open(request, public_id, key)
    groups = _groups_before(form, place)
    one = place.question
    if not groups or place.group or one.kind in SILENT | {Kind.GROUP, Kind.FILE}:
        raise Http404
    asks = EachForm(
        _posted(request),
        groups=groups,
        initial=_seen(found, key) | {"group": (f"{one.each}-apart" if one.apart else one.each) or "once"},
    )

    def edit(data):
        chosen = asks.cleaned_data["group"]
        group = "" if chosen == "once" else chosen.removesuffix("-apart")
        return changes.set_each(data, key, group, apart=chosen.endswith("-apart"))

    return _change(request, found, key, asks, edit, "Of whom it is asked", "Keep it", lambda now: [])


def choices(request, public_id, key):
    """The choices of a question, in order, with their codes."""
    found, form, place = _open(request, public_id, key)
    if place.question.kind not in CHOSEN:
        raise Http404
    return render(
        request,
        "casework/recording/area_forms/choices.html",
        {
            "draft": found,
            "question": place.question,
            "title": name_of(place.question),
            "sure": SureForm(),
            "kept": why_kept(found.form.key).get(key, ""),
            "may_add": place.question.kind is not Kind.YES_NO,
            "back": reverse("casework:form_question", args=[public_id, key]),
        },
    )


def choice(request, public_id, key, code=""):
    """Reword a choice, or add one."""
    found, _, place = _open(request, public_id, key)
    one = place.question
    option = next((each for each in one.options if each.value == code), None)
    if one.kind not in CHOSEN or (code and option is None) or (not code and one.kind is Kind.YES_NO):
        raise Http404
    initial = {"label": option.label, "hint": option.hint, "alone": ["alone"] if option.alone else []} if option else {}
    form = ChoiceForm(_posted(request), several=one.kind is Kind.MANY_OF, initial=initial | _seen(found, key))

    def edit(data):
        said = form.cleaned_data
        return changes.say_choice(
            data, key, code, label=said["label"], hint=said["hint"], alone=bool(said.get("alone"))
        )

    return _change(
        request,
        found,
        key,
        form,
        edit,
        "Change a choice" if code else "Add a choice",
        "Keep it",
        lambda now: [("Choices", ", ".join(now.option_words.values()))],
        back=reverse("casework:form_choices", args=[public_id, key]),
        note=f"Its code is “{code}” and stays. Where the meaning changes, add a new choice and retire this one."
        if code
        else "Breakwater makes its code from these words. The code stays when the words change.",
    )


@require_POST
def choice_move(request, public_id, key, code, way):
    found, _, place = _open(request, public_id, key)
    codes = [option.value for option in place.question.options]
    back = reverse("casework:form_choices", args=[public_id, key])
    if code not in codes:
        raise Http404
    there = codes.index(code) + (-1 if way == "up" else 1)
    if not 0 <= there < len(codes):
        return redirect(back)
    return changed_by_button(request, found, partial(_move_choice, key, code, codes[there]), back)


def _move_choice(key, code, past, data):
    return changes.move_choice(data, key, code, past=past)


@require_POST
def choice_retire(request, public_id, key, code):
    found, _, _ = _open(request, public_id, key)
    back = reverse("casework:form_choices", args=[public_id, key])
    return changed_by_button(request, found, partial(_retire_choice, key, code), back)


def _retire_choice(key, code, data):
    return changes.retire_choice(data, key, code)


def to_page(request, public_id, key):
    """Move a question to another page."""
    found, form, place = _open(request, public_id, key)
    pages = [page for page in form.pages if page.key != place.page.key]
    if place.group or not pages:
        raise Http404
    asks = ToPageForm(_posted(request), pages=pages, initial=_seen(found, key))
    return _change(
        request,
        found,
        key,
        asks,
        lambda data: changes.move_to_page(data, key, asks.cleaned_data["page"]),
        "Move it to another page",
        "Move it",
        lambda now: [],
    )


def retire(request, public_id, key):
    """Ask it no more, after saying what that means."""
    found, _, place = _open(request, public_id, key)
    asks = SureForm(_posted(request), initial=_seen(found, key))
    back = _back(public_id, place)
    posted = request.method == "POST" and asks.is_valid()
    if posted and change(request, found, asks, lambda data: changes.retire(data, key), _piece(key)):
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


def _open(request, public_id, key) -> tuple[object, Form, Placed]:
    found = draft_or_404(request, public_id)
    form = keeping.form_of(found)
    place = placed(form).get(key)
    if place is None:
        raise Http404
    return found, form, place


def _change(request, found, key, form, edit, heading, button, stands, back="", note=""):
    """Draw a page that changes one question, or make the change."""
    back = back or reverse("casework:form_question", args=[found.public_id, key])
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
            "heading": heading,
            "button": button,
            "back": back,
            "title": name_of(now.question) if now else "",
            "note": note,
            "stands": [each for each in stands(now.question) if each[1]] if now else [],
            "clashed": clashed,
        },
    )


def _piece(key):
    return lambda data: find(data, key).question


def _seen(found, key) -> dict:
    return {"seen": keeping.fingerprint(find(keeping.data_of(found), key).question)}


def _posted(request):
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
