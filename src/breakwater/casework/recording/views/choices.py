"""The choices of one question: in order, reworded, added, retired."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from breakwater.casework.recording.definitions import CHOSEN, Kind
from breakwater.casework.recording.editing import changes
from breakwater.casework.recording.editing.protected import why_kept
from breakwater.casework.recording.editing.vocabulary import name_of
from breakwater.casework.recording.forms.pieces import ChoiceForm, SureForm
from breakwater.casework.recording.views.changes import changed_by_button

from .questions import Page, change_question, open_question, posted, seen_in


def choices(request, public_id, key):
    """The choices of a question, in order, with their codes."""
    found, form, place = open_question(request, public_id, key)
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
    found, _, place = open_question(request, public_id, key)
    one = place.question
    option = next((each for each in one.options if each.value == code), None)
    if one.kind not in CHOSEN or (code and option is None) or (not code and one.kind is Kind.YES_NO):
        raise Http404
    initial = {"label": option.label, "hint": option.hint, "alone": ["alone"] if option.alone else []} if option else {}
    form = ChoiceForm(posted(request), several=one.kind is Kind.MANY_OF, initial=initial | seen_in(found, key))

    def edit(data):
        said = form.cleaned_data
        return changes.say_choice(
            data, key, code, label=said["label"], hint=said["hint"], alone=bool(said.get("alone"))
        )

    return change_question(
        request,
        found,
        key,
        form,
        edit,
        Page(
            "Change a choice" if code else "Add a choice",
            stands=lambda now: [("Choices", ", ".join(now.option_words.values()))],
            back=reverse("casework:form_choices", args=[public_id, key]),
            note=f"Its code is “{code}” and stays. Where the meaning changes, add a new choice and retire this one."
            if code
            else "Breakwater makes its code from these words. The code stays when the words change.",
        ),
    )


@require_POST
def choice_move(request, public_id, key, code, way):
    found, _, place = open_question(request, public_id, key)
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
    found, _, _ = open_question(request, public_id, key)
    back = reverse("casework:form_choices", args=[public_id, key])
    return changed_by_button(request, found, partial(_retire_choice, key, code), back)


def _retire_choice(key, code, data):
    return changes.retire_choice(data, key, code)
