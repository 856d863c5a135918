"""Earlier audits: the file is chosen, shown and taken in; each is read with its actions and their proof."""

from django.shortcuts import redirect, render
from django.urls import reverse

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from . import file, forms, lookup, operations

AT = "earlier-audits/"
ONE = f"{AT}<str:public_id>/"
KEEP = Permission.AUDIT_KEEP
WORDS_STAY = "an audit is about an organisation and names no child"
Status = lookup.Status


class EarlierAudits(ListPage):
    """What was taken in, to be found by organisation and audit."""

    route, name, template_name = AT, "earlier_audits", "assurance/earlier/audits.html"
    permission, audited_as, filter_form = KEEP, "earlier_audit", forms.FindForm
    sorts = {
        "returned": ("-returned_on", "organisation__name", "pk"),
        "organisation": ("organisation__name", "-returned_on", "pk"),
    }

    def get_queryset(self):
        return lookup.listed()

    def narrowed(self, listed, form):
        form.fields["audit"].choices = [("", "All"), *((title, title) for title in lookup.titles())]
        return super().narrowed(listed, form)


class OfFile(OperationView):
    permission, permission_of, words_stay = KEEP, "", WORDS_STAY

    def get_context_data(self, **more):
        return super().get_context_data(columns=file.COLUMNS, needed=file.NEEDED, **more)


class ShowFile(OfFile):
    """Choose a file, and see what becomes of each line: nothing is written."""

    route, name, template_name = f"{AT}file/", "earlier_file", "assurance/earlier/file.html"
    form_class = forms.FileForm

    def operate(self, form):
        upload = form.cleaned_data["file"]
        text = file.FILE.text_of(upload.read(), upload.name)
        return text, operations.plan(text, **self.acting)

    def done(self, words):
        text, lines = self.result
        bad = [line for line in lines if line.fault]
        good = [line for line in lines if not line.fault]
        context = {
            "form": forms.TakeInForm(initial={"text": text}),
            "bad": bad,
            "good": good,
            "audits": len({line.of for line in good}),
            "open": sum(line.status == Status.OPEN for line in good),
            "statuses": dict(Status.choices),
        }
        return render(self.request, "assurance/earlier/shown.html", context)


class TakeIn(OfFile):
    """Take in what was shown."""

    route, name, template_name = f"{AT}file/take-in/", "earlier_take_in", "assurance/earlier/file.html"
    http_method_names = ("post",)
    form_class, leads_to = forms.TakeInForm, ("assurance:earlier_audits",)
    success_message = "Taken in: audits {result[0]}, lines {result[1]}"

    def operate(self, form):
        said = form.cleaned_data
        return operations.take_in(said["text"], key=said["idempotency"], **self.acting)


class EarlierPage(SubjectPage):
    """One audit of one organisation: its grades, its actions and their proof."""

    route, name, template_name = ONE, "earlier_audit", "assurance/earlier/audit.html"
    subjects, context_object_name, audited_as = lookup.AUDITS, "earlier", "earlier_audit"
    permission, asks_first = KEEP, True

    def get_context_data(self, **more):
        lines = lookup.lines_of(self.subject)
        return super().get_context_data(
            graded=[line for line in lines if line.grade],
            actions=[line for line in lines if line.action],
            removable=operations.may_be_removed(self.subject, self.at) and not any(line.tracked_id for line in lines),
            others=[each for each in lookup.of_organisation(self.subject.organisation) if each != self.subject],
            **more,
        )


class Remove(StepView):
    """What came in by mistake is deleted while that can still be noticed; afterwards an audit and its proof stay."""

    route, name, subjects = f"{ONE}remove/", "earlier_remove", lookup.AUDITS
    permission, asks_first, form_class, words_stay = KEEP, True, forms.RemoveForm, WORDS_STAY
    heading, button, kind = "Remove this audit", "Remove it for good", "warning"
    operation, leads_to, success_message = staticmethod(operations.remove), ("assurance:earlier_audits",), "Removed"

    def answer_instead(self):
        over = self.request.method != "POST" and not operations.may_be_removed(self.subject, self.at)
        return redirect(self.get_refused_url()) if over else None

    @property
    def lead(self):
        return f"{self.subject.organisation.name}: {self.subject.title}. What the file said of it is deleted."

    def get_refused_url(self, refusal=None):
        return reverse("assurance:earlier_audit", args=[self.kwargs["public_id"]])


class Track(StepView):
    """An action that was open in the earlier system goes on in the tracker."""

    route, name, subjects = f"{AT}lines/<str:public_id>/track/", "earlier_track", lookup.LINES
    permission, permission_of, asks_first = KEEP, "subject.audit", True
    heading, button, form_class = "Put the action into the tracker", "Propose it to them", forms.TrackForm
    operation, words_stay = staticmethod(operations.track), WORDS_STAY
    leads_to, success_message = ("assurance:earlier_audit", "subject.audit.public_id"), "Proposed to the organisation"
    when = staticmethod(lambda line: line.status == Status.OPEN and line.tracked_id is None)

    @property
    def lead(self):
        return f"{self.subject.audit.organisation.name}: {self.subject.action}"


VIEWS = (ShowFile, TakeIn, Track, EarlierAudits, EarlierPage, Remove)
