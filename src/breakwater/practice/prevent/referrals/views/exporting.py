"""The file of a national form, for the police and for the child protection file of whoever made the referral."""

from abc import ABC, abstractmethod

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from breakwater.foundation import audit
from breakwater.foundation.design import locked_paper
from breakwater.partnership.kit.operation_view import SubjectPage

from .. import export


class ExportedForm(SubjectPage, ABC):
    """PDF with its data within, encrypted; its passphrase is shown once, before the download.

    The file is made in the answer to the POST and kept nowhere. `form_exported` is the form, or None where there is none to give.
    """

    http_method_names = ("get", "head", "post")
    for_file = False  # for the child protection file, where it is not for the police

    @abstractmethod
    def form_exported(self):
        """The form whose words the file has, or None."""

    def exported(self) -> None:
        """What else is recorded when it is taken."""

    def get_context_data(self, **more):
        return super().get_context_data(
            **more,
            passphrase=locked_paper.new_passphrase(),
            for_file=self.for_file,
            exists=self.form_exported() is not None,
        )

    def post(self, request, *args, **kwargs):
        passphrase = locked_paper.is_passphrase(request.POST.get("passphrase", ""))
        form = self.form_exported()
        if not passphrase or form is None:
            return self.get(request, *args, **kwargs)
        made = export.encrypted(form, passphrase, at=self.at)
        self.exported()
        audit.did("exported", self.audited_as, self.subject.pk)
        headers = {
            "Content-Disposition": content_disposition_header(True, f"referral-{self.subject.public_id[:8]}.pdf"),
            "Cache-Control": "no-store",
        }
        return HttpResponse(made, content_type="application/pdf", headers=headers)
