"""The draft of a form's next version: its pages and questions, in order."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.recording.editing import changes, sheet
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import find_page
from breakwater.casework.recording.editing.differences import differences
from breakwater.casework.recording.editing.protected import why_kept
from breakwater.casework.recording.forms.additions import BringBackForm, NewPageForm, NewQuestionForm
from breakwater.casework.recording.forms.pieces import FormWordsForm, PageWordsForm, SureForm
from breakwater.casework.recording.operations import definition_of
from breakwater.foundation.dates.london_time import london_date

from .changes import change, changed_by_button, draft_or_404


@require_safe
def draft(request, public_id):
    """The draft as a list of what to do: change its pages, read what differs, try it, release it."""
    found = draft_or_404(request, public_id)
    form = keeping.form_of(found)
    old = definition_of(found.made_from) if found.made_from else None
    return render(
        request,
        "casework/recording/area_forms/draft.html",
        {
            "draft": found,
            "form": form,
            "pages": sheet.sheet(form),
            "sure": SureForm(),
            "changed": len(differences(old, form)) if old else None,
            "tests": keeping.trials_of(found.form, found.area).count(),
            "in_the_way": keeping.in_the_way(found, on=london_date(timezone.now())),
            "steps": found.steps.select_related("by__membership__user").order_by("-at", "-pk")[:8],
        },
    )


def words(request, public_id):
    """The title of the form, and what it says of itself."""
    found = draft_or_404(request, public_id)

    def piece(data):
        return [data.get("title"), data.get("about")]

    data = keeping.data_of(found)
    form = FormWordsForm(
        request.POST if request.method == "POST" else None,
        initial={"title": data["title"], "about": data.get("about", ""), "seen": keeping.fingerprint(piece(data))},
    )
    back = reverse("casework:form_draft", args=[public_id])
    if request.method == "POST" and form.is_valid():
        if change(request, found, form, lambda data: changes.say_form(data, **form.words()), piece):
            return redirect(back)
        data = keeping.data_of(found)
    return _asks(
        request,
        form,
        "The form’s title",
        "Save the words",
        back,
        [("Title", data["title"]), ("What it says of itself", data.get("about", ""))],
    )


@require_safe
def page(request, public_id, page):
    """One page of the draft: its questions, in order, with what can be done to each."""
    found = draft_or_404(request, public_id)
    form = keeping.form_of(found)
    shown = next((each for each in sheet.sheet(form) if each.page.key == page), None)
    if shown is None:
        raise Http404
    return render(
        request,
        "casework/recording/area_forms/page.html",
        {"draft": found, "form": form, "shown": shown, "kept": why_kept(found.form.key), "sure": SureForm()},
    )


def page_words(request, public_id, page):
    found = draft_or_404(request, public_id)
    shown = page_or_404(found, page)

    def piece(data):
        return {name: value for name, value in find_page(data, page).items() if name != "questions"}

    form = PageWordsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "title": shown.title,
            "hint": shown.hint,
            "why": shown.why,
            "seen": keeping.fingerprint(piece(keeping.data_of(found))),
        },
    )
    back = reverse("casework:form_page", args=[public_id, page])
    if request.method == "POST" and form.is_valid():
        if change(request, found, form, lambda data: changes.say_page(data, page, **form.words()), piece):
            return redirect(back)
        shown = page_or_404(found, page)
    return _asks(
        request,
        form,
        "The page’s words",
        "Save the words",
        back,
        [("Title", shown.title), ("Hint", shown.hint), ("Why we ask this", shown.why)],
    )


@require_POST
def page_move(request, public_id, page, way):
    """Move a page up or down by one."""
    found = draft_or_404(request, public_id)
    past = _neighbour([each.key for each in keeping.form_of(found).pages], page, way)
    back = reverse("casework:form_draft", args=[public_id]) + "#pages"
    if past is None:
        return redirect(back)
    return changed_by_button(request, found, partial(_move_page, page, past), back)


def _move_page(page, past, data):
    return changes.move_page(data, page, past=past)


def page_new(request, public_id):
    """A new page, with its first question."""
    found = draft_or_404(request, public_id)
    drawn = keeping.form_of(found)
    form = NewPageForm(
        request.POST if request.method == "POST" else None,
        form_drawn=drawn,
        initial={"after": drawn.pages[-1].key, "kind": "text"},
    )
    back = reverse("casework:form_draft", args=[public_id])
    if request.method == "POST" and form.is_valid():
        said, taken = form.cleaned_data, keeping.keys_ever(found.form, found.area)
        if change(
            request,
            found,
            form,
            lambda data: changes.add_page(
                data, title=said["title"], question=form.question(), after=said["after"], taken=taken
            ),
        ):
            messages.success(request, f"The page “{said['title']}” is in the draft")
            return redirect(f"{back}#pages")
    return _asks(request, form, "Add a page", "Add it", back)


def question_new(request, public_id, page="", group=""):
    """A new question on a page, or among the questions that repeat in a group."""
    found = draft_or_404(request, public_id)
    drawn = keeping.form_of(found)
    if group:
        place = next(((each, one) for each, one in drawn.questions() if one.key == group and one.questions), None)
        if place is None:
            raise Http404
        on, beside = place[0], list(place[1].questions)
    else:
        on = page_or_404(found, page)
        beside = list(on.questions)
    before = [one for each, one in drawn.questions() if drawn.pages.index(each) <= drawn.pages.index(on)]
    form = NewQuestionForm(
        request.POST if request.method == "POST" else None,
        beside=beside,
        before=before,
        in_group=bool(group),
        initial={"after": beside[-1].key if beside else ""},
    )
    back = (
        reverse("casework:form_question", args=[public_id, group])
        if group
        else reverse("casework:form_page", args=[public_id, page])
    )
    if request.method == "POST" and form.is_valid():
        said, taken = form.cleaned_data, keeping.keys_ever(found.form, found.area)
        if change(
            request,
            found,
            form,
            lambda data: changes.add(
                data, page=on.key, group=group, question=form.question(), after=said["after"], taken=taken
            ),
        ):
            messages.success(
                request,
                f"“{said['label']}” is in the draft. It is always shown and may be left blank, until you say otherwise",
            )
            return redirect(back)
    return _asks(request, form, "Add a question", "Add it", back, title=on.title)


@require_POST
def question_move(request, public_id, key, way):
    """Move a question up or down by one, on its page or in its group."""
    found = draft_or_404(request, public_id)
    place = _place_of(found, key)
    past = _neighbour(place.among, key, way)
    back = _page_address(public_id, place, key)
    if past is None:
        return redirect(back)
    return changed_by_button(request, found, partial(_move, key, past), back)


def _move(key, past, data):
    return changes.move(data, key, past=past)


class _Place:
    def __init__(self, page, among, group=""):
        self.page, self.among, self.group = page, among, group


def _place_of(found, key) -> _Place:
    for page, one in keeping.form_of(found).questions():
        if one.key == key:
            return _Place(page.key, [each.key for each in page.questions])
        if key in (inner := [each.key for each in one.questions]):
            return _Place(page.key, inner, one.key)
    raise Http404


def _page_address(public_id, place: _Place, key: str) -> str:
    where = (
        reverse("casework:form_question", args=[public_id, place.group])
        if place.group
        else reverse("casework:form_page", args=[public_id, place.page])
    )
    return f"{where}#q-{key}"


def _neighbour(keys: list[str], key: str, way: str) -> str | None:
    if key not in keys:
        raise Http404
    place = keys.index(key) + (-1 if way == "up" else 1)
    return keys[place] if 0 <= place < len(keys) else None


def retired(request, public_id):
    """Questions that earlier versions asked, to ask again."""
    found = draft_or_404(request, public_id)
    gone = keeping.retired(found)
    form = BringBackForm(
        request.POST if request.method == "POST" else None, retired=gone, pages=keeping.form_of(found).pages
    )
    back = reverse("casework:form_draft", args=[public_id])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if change(request, found, form, lambda data: changes.bring_back(data, gone[said["question"]], said["page"])):
            messages.success(request, "The question is asked again, in the draft")
            return redirect("casework:form_page", public_id, said["page"])
    if not gone:
        form = None
    return render(request, "casework/recording/area_forms/retired.html", {"form": form, "draft": found, "back": back})


def page_or_404(found, key: str):
    page = next((each for each in keeping.form_of(found).pages if each.key == key), None)
    if page is None:
        raise Http404
    return page


def _asks(request, form, heading, button, back, stands=(), title=""):
    return render(
        request,
        "casework/recording/area_forms/piece.html",
        {
            "form": form,
            "heading": heading,
            "button": button,
            "back": back,
            "title": title,
            "note": "",
            "stands": [each for each in stands if each[1]],
            "clashed": form.is_bound and bool(form.non_field_errors()),
        },
    )
