"""Whether a certificate is valid; its paper; withdrawing it; evidence from elsewhere, added and verified."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission

from ..link_pages import link_page
from ..models import Certificate, ExternalEvidence
from ..operations import delegates
from . import evidence, operations
from .forms import CodeForm, EvidenceForm, JudgeForm, NumberForm, WithdrawForm
from .paper import printed

P = Permission


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def ask(request):
    """Anybody may ask about a number. It changes nothing and no cookie counts, so that no cross-site token is asked for."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("training:verify", form.cleaned_data["number"])
    return render(request, "training/verify_ask.html", {"form": form})


@public_page
@require_safe
def verify(request, number):
    """Valid, over or withdrawn, or no such number: nothing else."""
    found = operations.standing(number, london_date(timezone.now()))
    return render(request, "training/verify.html", {"found": found}, status=200 if found else 404)


def _pdf(certificate: Certificate) -> HttpResponse:
    """The certificate as a file, on record."""
    audit.saw("training_certificate", certificate.pk)
    name = content_disposition_header(True, f"certificate-{certificate.number}.pdf")
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return HttpResponse(printed(certificate), content_type="application/pdf", headers=headers)


@link_page("certificate", operations.by_link)
def by_link(request, certificate, *, by, at):
    """The certificate, for whoever was sent its link."""
    return _pdf(certificate)


class OfCertificate:
    """A certificate as far as the wall lets one know of it: one's own, one's staff's, the training team's."""

    model, related = Certificate, ("delegate__area", "booking__event")
    lookup = "number"
    audited_as = "training_certificate"


class Paper(OfCertificate, SubjectPage):
    """Download a certificate: one's own, or of one's staff."""

    route, name = "training/certificates/<str:number>/paper/", "certificate"
    permission, permission_of = P.TRAINING_BOOK, "subject.delegate"

    def answer_instead(self):
        return _pdf(self.subject)


class Withdraw(OfCertificate, OperationView):
    """A certificate that was given wrongly is valid no longer."""

    route, name = "training/certificates/<str:number>/withdraw/", "withdraw"
    permission, permission_of = P.TRAINING_KEEP, "subject.delegate"
    form_class, template_name = WithdrawForm, "training/withdraw.html"
    operation = staticmethod(operations.withdraw)
    success_message = "Withdrawn. Its number says so"
    leads_to = "training:person", "subject.delegate.public_id"
    context_object_name = "certificate"


class OfOwn:
    """What somebody adds to their own record, which is made with the first of it: what was done elsewhere comes before a booking."""

    permission = P.TRAINING_BOOK
    leads_to = ("training:mine",)
    operates_on, audited_as = "record", "training_record"

    def find_subject(self):
        return operations.own_record(self.request.user, self.request.post.team.area)

    @cached_property
    def record(self):
        return self.subject or delegates.own_record(self.request.actor, at=self.at)

    def record_sight(self):
        if self.subject:
            super().record_sight()


class AddEvidence(OfOwn, OperationView):
    """Upload a certificate from elsewhere; the training team verifies it."""

    route, name = "training/mine/evidence/", "add_evidence"
    form_class, template_name = EvidenceForm, "training/evidence_add.html"
    operation = staticmethod(evidence.add)
    success_message = "Sent. The training team says here whether it counts"


class EnterCode(OfOwn, OperationView):
    """Enter the completion code of e-learning."""

    route, name = "training/mine/code/", "code"
    form_class, template_name = CodeForm, "training/code.html"
    operation = staticmethod(evidence.complete_e_learning)
    success_message = "Recorded. It counts from today"


class Waiting(ListPage):
    """Evidence that the training team has to verify."""

    route, name = "training/evidence/", "evidence"
    permission = P.TRAINING_KEEP
    template_name = "training/evidence.html"
    audited_as = "training_evidence"

    def get_queryset(self):
        return evidence.waiting(self.request.post.team.area)


class OfEvidence:
    model, related = ExternalEvidence, ("delegate__area", "group")
    audited_as = "training_evidence"
    context_object_name = "evidence"


class Judge(OfEvidence, OperationView):
    """Does it count, and as what?"""

    route, name = "training/evidence/<str:public_id>/", "judge"
    permission, permission_of = P.TRAINING_KEEP, "subject.delegate"
    form_class, template_name = JudgeForm, "training/judge.html"
    success_message = "Recorded"
    leads_to = ("training:evidence",)

    def get_initial(self):
        return {"group": self.subject.group_id}

    def operate(self, form):
        said = form.cleaned_data
        facts = {"counts": said["answer"] == "yes", "group": said["group"], "why": said["why"]}
        return evidence.judge(self.subject, **facts, **self.acting)


class EvidenceFile(OfEvidence, SubjectPage):
    """The file of somebody's evidence, as an attachment."""

    route, name = "training/evidence/<str:public_id>/file/", "evidence_file"
    permission, permission_of = P.TRAINING_BOOK, "subject.delegate"

    def answer_instead(self):
        if not self.subject.stored_as:
            raise Http404
        chunks = evidence.open_file(self.subject)
        if chunks is None:
            messages.error(self.request, "The file waits to be scanned. Try again in a few minutes")
            return redirect("training:mine")
        headers = {"Content-Disposition": 'attachment; filename="evidence"', "X-Content-Type-Options": "nosniff"}
        return StreamingHttpResponse(chunks, content_type=self.subject.media_type, headers=headers)


VIEWS = (AddEvidence, EnterCode, Waiting, Paper, Withdraw, EvidenceFile, Judge)
