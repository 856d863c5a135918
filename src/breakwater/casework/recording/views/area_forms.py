"""The area's forms, and one form with its history."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from breakwater.casework.recording.editing import form_files, sheet
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import NotPossible
from breakwater.casework.recording.editing.differences import differences
from breakwater.casework.recording.editing.examples import examples
from breakwater.casework.recording.editing.history import beside, dated_ahead, version_numbered
from breakwater.casework.recording.editing.overview import overview
from breakwater.casework.recording.forms.pieces import SureForm
from breakwater.casework.recording.forms.releases import NoteForm
from breakwater.casework.recording.models import Form, FormVersion
from breakwater.casework.recording.operations import definition_of
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission

from .changes import form_or_404, own_area, title_of

FORM = "forms/<str:key>/"


@require_safe
def forms(request):
    """Every form of the area: what holds, since when, whether a draft is worked on and what is dated ahead."""
    area = own_area(request)
    rows = overview(area, at=timezone.now())
    begun = {row.key for row in rows}
    return render(
        request,
        "casework/recording/area_forms/list.html",
        {
            "area": area,
            "rows": rows,
            "examples": [each for key, each in examples().items() if key not in begun],
            "sure": SureForm(),
        },
    )


class OfForm:
    """What every view of one of the area's forms shares; its page is what one sees next."""

    permission = Permission.FORMS_EDIT
    leads_to = "casework:form", "subject.key"
    permission_of = ""

    def find_subject(self):
        found, self.area = form_or_404(self.request, self.kwargs["key"])
        return found

    @cached_property
    def held(self):
        return keeping.holding(self.subject, area=self.area, at=self.at)

    def get_context_data(self, **more):
        return super().get_context_data(found=self.subject, title=title_of(self.subject, self.area), **more)


class ShowForm(OfForm, SubjectPage):
    """One form: what holds, its draft, what is dated ahead, its history."""

    route, name, template_name = FORM, "form", "casework/recording/area_forms/form.html"

    def get_context_data(self, **more):
        return super().get_context_data(
            area=self.area,
            held=self.held,
            now=self.at,
            sure=SureForm(),
            edition=keeping.new_edition(self.held),
            **beside(self.subject, self.area),
            **more,
        )


class BeginDraft(OfForm, ButtonView):
    """Begin the next version from the one in force."""

    route, name = f"{FORM}begin/", "form_begin"
    leads_to = "casework:form_draft", "result.public_id"
    refused_to = "casework:form", "subject.key"

    def operate(self, form):
        return keeping.begin_draft(form=self.subject, area=self.area, **self.acting)


class BeginExample(ButtonView):
    """Begin a form of the area's own from an example."""

    route, name = f"{FORM}example/", "form_begin_example"
    permission = Permission.FORMS_EDIT
    leads_to = "casework:form_draft", "result.public_id"
    refused_to = ("casework:forms",)

    def answer_instead(self):
        if self.kwargs["key"] not in examples():
            raise Http404

    def operate(self, form):
        return keeping.begin_from_example(key=self.kwargs["key"], area=own_area(self.request), **self.acting)


def version_or_404(found: Form, area, code: str) -> FormVersion:
    """A version of the area, or an edition of the product, by its code: "area-2", "product-3"."""
    whose, _, number = code.partition("-")
    if whose not in ("area", "product") or not (number.isascii() and number.isdigit() and len(number) < 7):
        raise Http404
    of = area if whose == "area" else None
    version = version_numbered(found, of, int(number))
    if version is None:
        raise Http404
    return version


@require_safe
def version(request, key, code):
    """A version to read whole, on paper if need be: every question in words."""
    found, area = form_or_404(request, key)
    shown = version_or_404(found, area, code)
    held = keeping.holding(found, area=area, at=timezone.now())
    return render(
        request,
        "casework/recording/area_forms/version.html",
        {
            "found": found,
            "version": shown,
            "pages": sheet.sheet(definition_of(shown)),
            "form": definition_of(shown),
            "holds": held.version == shown and not held.follows_product,
            "held": held,
        },
    )


@require_safe
def version_file(request, key, code):
    """A version as a file, to carry it to another installation."""
    found, area = form_or_404(request, key)
    carried = version_or_404(found, area, code)
    trials = [
        {"title": each.title, "values": each.values, "recorded": each.recorded, "open": each.open}
        for each in keeping.trials_of(found, area)
    ]
    audit.did("downloaded a form", "area", area.pk, form=found.key, version=carried.code)
    response = HttpResponse(
        form_files.file_of(carried, from_where=area.name, trials=trials), content_type="application/json"
    )
    response["Content-Disposition"] = content_disposition_header(
        True, f"{found.key.replace('.', '-')}-{carried.code}.json"
    )
    return response


class RollBack(OfForm, OperationView):
    """Roll back: put an earlier version in force again from now, after saying what that changes."""

    route, name = f"{FORM}versions/<str:code>/again/", "form_again"
    form_class, template_name = NoteForm, "casework/recording/area_forms/again.html"

    @cached_property
    def earlier(self) -> FormVersion:
        return version_or_404(self.subject, self.area, self.kwargs["code"])

    def operate(self, form):
        said = {"note": form.cleaned_data["note"], "key": form.cleaned_data["idempotency"]}
        return keeping.roll_back(version=self.earlier, area=self.area, **said, **self.acting)

    @property
    def success_message(self):
        return f"{self.earlier.named.capitalize()} holds again from now. Nothing was taken away"

    def get_context_data(self, **more):
        now, then = self.held.version, definition_of(self.earlier)
        found = differences(definition_of(now), then) if now else []
        return super().get_context_data(earlier=self.earlier, held=self.held, differences=found, **more)


class CallOff(OfForm, ButtonView):
    """A version that is dated ahead does not begin."""

    route, name = f"{FORM}dated/<str:public_id>/off/", "form_call_off"

    def operate(self, form):
        row = dated_ahead(self.subject, self.area, self.kwargs["public_id"])
        if row is None:
            raise Http404
        keeping.call_off(row=row, **self.acting)
        return row

    @property
    def success_message(self):
        return f"It will not begin on {date_in_words(london_date(self.result.starts_at))}"


class LookAtEdition(OfForm, OperationView):
    """A new edition from the product: what it changes, and whether the area takes it over."""

    route, name = f"{FORM}edition/", "form_edition"
    form_class, template_name = NoteForm, "casework/recording/area_forms/edition.html"
    words_of = {keeping.DraftBegun: keeping.DraftBegun.first("take the new edition over")}

    def answer_instead(self):
        self.newest = keeping.new_edition(self.held)
        if self.newest:
            return None
        messages.success(self.request, "There is no new edition to look at")
        return redirect(self.get_success_url())

    @property
    def takes(self) -> bool:
        return "take" in self.request.POST

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["note"].required = not self.takes
        return form

    def operate(self, form):
        if self.takes:
            return keeping.begin_from_product(form=self.subject, area=self.area, **self.acting)
        said = {"note": form.cleaned_data["note"], "key": form.cleaned_data["idempotency"]}
        return keeping.keep_ours(form=self.subject, area=self.area, **said, **self.acting)

    def refusal_words(self, refusal):
        words = super().refusal_words(refusal)
        return f"The two cannot be joined by themselves. {words}" if isinstance(refusal, NotPossible) else words

    @property
    def success_message(self):
        if self.takes:
            return "The new edition is joined into a draft of yours. Look at what differs, then release it"
        return "Your version stays in force. The new edition stays in the form’s history"

    def get_success_url(self):
        if self.request.method != "POST" or not self.takes:
            return super().get_success_url()
        draft, contested = self.result
        if contested:
            names = "; ".join(f"“{each}”" for each in contested[:5])
            messages.warning(self.request, f"Both changed these, so yours was saved. Look at them: {names}")
        return reverse("casework:form_draft", args=[draft.public_id])

    def get_context_data(self, **more):
        known, newest = self.held.since.product, definition_of(self.newest)
        return super().get_context_data(
            edition=self.newest,
            held=self.held,
            theirs=differences(definition_of(known), newest) if known else [],
            ours=differences(newest, definition_of(self.held.version)),
            known=known,
            **more,
        )


VIEWS = (BeginDraft, BeginExample, LookAtEdition, CallOff, RollBack, ShowForm)
