"""The page of an agency without an account: the questions and the case by its number, and nobody's name."""

from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from breakwater.foundation.refusals import run
from breakwater.improvement.learning.doors import SHARED, Doorway
from breakwater.partnership.kit.operation_view import ButtonView

from .. import forms, tool
from ..operations import links
from .cases import AT, OfOneReturn


class AskByLink(OfOneReturn, ButtonView):
    """The link and the number are shown this once."""

    route, name = f"{AT}returns/<str:public_id>/link/", "case_return_link"
    operation = staticmethod(links.ask_by_link)

    def done(self, words):
        context = {
            "one": self.subject,
            "number": self.result.number,
            "address": DOORWAY.address(self.result.token),
        }
        return render(self.request, "assurance/case_audits/link.html", context)


def _typed(posted) -> list[tuple[str, str]]:
    """Of a return that is waited for no longer, whatever its tool was: every box that holds words, by its own label."""
    used = tool.read(tool.as_kept())
    boxes = {
        f"{box}_of_{each.key}": f"{each.title}: {label}" for each in used.domains for box, label in used.boxes.items()
    }
    boxes |= {"overall": "Why this grade?", "risk_words": forms.RISK["label"]}
    return [(label, posted[name]) for name, label in boxes.items() if posted.get(name)]


DOORWAY = Doorway("agency-audit/", "agency_audit", links.return_behind, _typed, app="assurance")


@DOORWAY.behind
def answer(request: HttpRequest, door, one):
    """Grade what the agency's own record shows, keep it to go on with later, or send it. A risk goes out before either."""
    used, at, is_sent = tool.read(one.tool), timezone.now(), request.method == "POST"
    form = forms.LinkReturnForm(
        request.POST if is_sent else None, used=used, initial=forms.LinkReturnForm.known(one, used)
    )
    saved = told = None
    if is_sent and form.is_valid():
        said, sends = form.cleaned_data, form.sends
        key = {"key": said["idempotency"], "at": at}
        if said["at_risk"]:
            told = run(form, links.raise_by_link, door, said["risk_words"], **key)
        if form.is_valid():
            facts = form.sent() if sends else None
            saved = run(form, links.save_by_link, door, form.domains(), facts, revision=said["revision"], **key)
        if saved and sends:
            return render(
                request, "assurance/case_audits/link_sent.html", SHARED | {"told": told.in_words if told else ""}
            )
        form.data = form.data.copy()  # what is sent next is meant for what stands now
        form.data["revision"] = str((saved or links.return_behind(door) or one).revision)
    context = SHARED | {"form": form, "one": one, "saved": saved, "told": told.in_words if told else "", "used": used}
    return render(request, "assurance/case_audits/link_return.html", context)


VIEWS = (AskByLink, *DOORWAY.paths(answer))
