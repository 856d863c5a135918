"""What differs, release from a day on, and a form that comes as a file."""

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from breakwater.casework.recording.definitions import Form
from breakwater.casework.recording.editing import form_files
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import read
from breakwater.casework.recording.editing.differences import differences
from breakwater.casework.recording.forms.pieces import SureForm
from breakwater.casework.recording.forms.releases import ReleaseForm, SendFileForm, TakeFileForm
from breakwater.casework.recording.operations import definition_of
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission

from .area_forms import FORM, OfForm
from .changes import draft_or_404

SALT = "a form sent as a file"
HOLDS = 3600  # seconds
DRAFT = "forms/drafts/<str:public_id>/"
COMPARED = "casework/recording/area_forms/take_file.html"


def against(draft, form: Form):
    """What the draft changes of the version it was made from."""
    return differences(definition_of(draft.made_from) if draft.made_from else None, form)


@require_safe
def what_differs(request, public_id):
    found = draft_or_404(request, public_id)
    form = keeping.form_of(found)
    return render(
        request,
        "casework/recording/area_forms/differences.html",
        {"draft": found, "form": form, "differences": against(found, form)},
    )


class OfDraft:
    """What is done with a draft as a whole; the form's page is what one sees next."""

    permission = Permission.FORMS_EDIT
    leads_to = "casework:form", "subject.form.key"
    permission_of = ""

    def find_subject(self):
        return draft_or_404(self.request, self.kwargs["public_id"])


class Release(OfDraft, OperationView):
    """One page that says what will happen, and asks once."""

    route, name = f"{DRAFT}release/", "form_release"
    form_class, template_name = ReleaseForm, "casework/recording/area_forms/release.html"

    def get_initial(self):
        return {"starts_on": london_date(self.at), "revision": self.subject.revision}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("revision", "starts_on", "note")}
        return keeping.release(draft=self.subject, key=form.cleaned_data["idempotency"], **said, **self.acting)

    def refusal_words(self, refusal):
        return refusal.reasons[:3] if isinstance(refusal, keeping.NotReady) else super().refusal_words(refusal)

    def form_refused(self, form, refusal):
        self.subject = getattr(refusal, "theirs", self.subject)
        return super().form_refused(form, refusal)

    @property
    def success_message(self):
        is_now = self.result.starts_at <= self.at
        begins = "It holds from now on" if is_now else "It begins by itself on that day"
        number = self.result.version.number
        return f"Version {number} is released. {begins}. What was answered before keeps its version"

    def get_context_data(self, **more):
        found, today = self.subject, london_date(self.at)
        drawn = keeping.form_of(found)
        return super().get_context_data(
            draft=found,
            held=keeping.holding(found.form, area=found.area, at=self.at),
            differences=against(found, drawn),
            in_the_way=keeping.in_the_way(found, on=today),
            tests=len(keeping.try_all(found, drawn, on=today)),
            title=drawn.title,
            now=self.at,
            **more,
        )


class Discard(OfDraft, OperationView):
    """Throw the draft away, after asking once."""

    route, name = f"{DRAFT}discard/", "form_discard"
    form_class, template_name = SureForm, "casework/recording/area_forms/discard.html"
    success_message = "The draft is thrown away. What is in force stays"

    def operate(self, form):
        keeping.discard(draft=self.subject, **self.acting)

    def get_context_data(self, **more):
        drawn = keeping.form_of(self.subject)
        count = len(against(self.subject, drawn))
        return super().get_context_data(draft=self.subject, title=drawn.title, count=count, **more)


class SendFile(OfForm, OperationView):
    """A version from another installation: checked, compared, and only then a draft."""

    route, name = f"{FORM}file/", "form_send_file"
    form_class, template_name = SendFileForm, "casework/recording/area_forms/send_file.html"

    def form_valid(self, form):
        content = form.cleaned_data["file"].read(form_files.LONGEST + 1)
        audit.did("sent a form's file", "area", self.area.pk, form=self.subject.key)
        try:
            carried = form_files.read_file(content, form_key=self.subject.key)
        except form_files.NotAFormFile as refusal:
            return self.form_refused(form, refusal)
        sealed = signing.dumps(content.decode("utf-8"), salt=SALT, compress=True)
        taking = TakeFileForm(initial={"carried": sealed})
        return render(self.request, COMPARED, self.get_context_data(form=taking, **self.compared(carried)))

    def compared(self, carried: form_files.Carried) -> dict:
        """What the file would change, before it becomes a draft."""
        drawn, now = read(carried.form_key, carried.definition), self.held.version
        return {
            "carried": carried,
            "lost": keeping.lost(self.subject, drawn),
            "same": bool(now and now.definition == keeping.as_written(carried.definition)),
            "differences": differences(definition_of(now) if now else None, drawn),
        }

    def get_context_data(self, **more):
        return super().get_context_data(back=self.get_success_url(), **more)


class TakeFile(SendFile):
    """Make the file that was compared the draft."""

    route, name = f"{FORM}file/take/", "form_take_file"
    form_class, template_name = TakeFileForm, COMPARED
    success_message = "The file is a draft now. Try it, then release it from a day on"
    words_of = {keeping.DraftBegun: keeping.DraftBegun.first("send the file once more")}
    form_valid = OperationView.form_valid
    leads_to = "casework:form_draft", "result.public_id"

    def answer_instead(self):
        if self.request.method == "POST":
            try:
                text = signing.loads(self.request.POST.get("carried", ""), salt=SALT, max_age=HOLDS)
                self.carried = form_files.read_file(text.encode(), form_key=self.subject.key)
            except (signing.BadSignature, form_files.NotAFormFile):
                messages.error(self.request, "Send the file once more: this page was open too long")
            else:
                return None
        return redirect("casework:form_send_file", self.subject.key)

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return keeping.take_file(form=self.subject, carried=self.carried, area=self.area, key=key, **self.acting)

    def form_refused(self, form, refusal):
        if isinstance(refusal, keeping.NothingChanged):
            messages.success(self.request, "This file holds what is here already. Nothing was changed")
            return redirect("casework:form", self.subject.key)
        return super().form_refused(form, refusal)

    def refusal_words(self, refusal):
        return refusal.reasons[0] if isinstance(refusal, keeping.NotReady) else super().refusal_words(refusal)

    def get_context_data(self, **more):
        back = reverse("casework:form", args=[self.subject.key])
        return super(SendFile, self).get_context_data(back=back, **self.compared(self.carried), **more)


VIEWS = (Release, Discard, SendFile, TakeFile)
