"""Writing a version: its parts, one part, check and approve; afterwards the version as it was in force."""

from django.shortcuts import redirect, render
from django.urls import reverse

from breakwater.casework.recording import answers as recording_answers
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import moments
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage
from breakwater.partnership.organisations.access import Permission, may

from ... import pathway
from .. import forms, lookup
from ..operations import heads, writing
from .pages import TEMPLATES, VERSION, Asks, HangsFromChild


class OfVersion(HangsFromChild):
    subjects, context_object_name = lookup.VERSIONS, "version"

    def at_page(self, key: str) -> str:
        return reverse("child_on_child:assessment_part", args=[self.subject.public_id, key])


class VersionPage(OfVersion, SubjectPage):
    """The parts of the version being written; a version that was approved, as it was."""

    route, name = VERSION, "assessment"
    permission = Permission.INCIDENT_CHILD_READ

    def get_template_names(self):
        return [f"{TEMPLATES}/{'version' if self.subject.in_force_from else 'parts'}.html"]

    def get_context_data(self, **more):
        version, definition = self.subject, writing.definition(self.subject)
        if version.in_force_from:
            waits = lookup.waits_for_head(version) and not lookup.is_followed(version)
            more |= {
                "sections": recording_answers.summary(definition, version.answers, unanswered=False),
                "head": lookup.head_in_words(version),
                "approves": waits and may(self.request.actor, Permission.INCIDENT_APPROVE, self.child),
                "measures": lookup.measures_at(self.child, self.at) if waits else [],
                "on_paper": waits and self.works and lookup.nobody_approves(version),
                "conflicts": lookup.conflicts_of(self.child) if waits and self.works else [],
            }
        else:
            more |= {"tasks": recording_answers.tasks(definition, version.answers, self.at_page)}
        return super().get_context_data(**more, works=self.works)


class OnePart(OfVersion, SubjectPage):
    """One part of it, saved as it is sent."""

    route, name = f"{VERSION}parts/<slug:page>/", "assessment_part"
    http_method_names = ("get", "head", "post")

    def answer_instead(self):
        return redirect("child_on_child:assessment", self.subject.public_id) if self.subject.in_force_from else None

    def get(self, request, *args, **kwargs):
        return self._draw()

    def post(self, request, *args, **kwargs):
        page, opened = self.kwargs["page"], self._open(request.POST)
        if not opened.is_valid():
            return self._draw(opened)
        saved, refused = writing.saved_or_why(
            self.subject, page, opened.cleaned, revision=opened.revision, **self.acting
        )
        if refused:
            opened.refuse(refused)
            return self._draw(opened, status=409)
        following = recording_answers.next_page(writing.definition(saved), saved.answers, after=page)
        if opened.asked == "save" or "change" in request.GET or not following:
            name = "assessment" if opened.asked == "save" else "assessment_check"
            return redirect(f"child_on_child:{name}", saved.public_id)
        return redirect(self.at_page(following.key))

    def _open(self, data=None):
        return recording_answers.open_page(
            writing.definition(self.subject),
            self.kwargs["page"],
            self.subject.answers,
            data=data,
            asking=recording_answers.Asking(by=self.request.actor),
        )

    def _draw(self, opened=None, status=200):
        self.record_sight()
        context = {"form": opened or self._open(), "version": self.subject}
        return render(self.request, f"{TEMPLATES}/part.html", context, status=status)


class ApproveAsHead(OfVersion, ButtonView):
    """The head, who has read it on its page."""

    route, name = f"{VERSION}head/", "approve_as_head"
    permission, operation = Permission.INCIDENT_APPROVE, staticmethod(heads.approve_as_head)
    leads_to = "child_on_child:assessment", "subject.public_id"
    success_message = "Approved. The safeguarding lead can see it"


class SendBack(OfVersion, Asks):
    """The head does not approve it as it is, and says why."""

    route, name = f"{VERSION}send-back/", "send_back"
    permission, form_class, operation = Permission.INCIDENT_APPROVE, forms.SendBackForm, staticmethod(heads.send_back)
    heading, button = "Send the assessment back", "Send back"
    lead = "It stays in force until the safeguarding lead puts the next version in force. They have it on Today, with what you write."
    leads_to, success_message = (
        ("child_on_child:assessment", "subject.public_id"),
        "Sent back. The safeguarding lead has it on Today",
    )
    when = staticmethod(lambda version: lookup.waits_for_head(version) and not lookup.is_followed(version))


class OnPaper(OfVersion, Asks):
    """Each head of the school has a conflict of interest: whoever stands in approved it on paper."""

    route, name = f"{VERSION}on-paper/", "approved_on_paper"
    form_class, operation = forms.OnPaperForm, staticmethod(heads.record_on_paper)
    heading, button = "Approved in the place of the head", "Save"
    lead = "Show them the assessment on paper, and keep what they signed. They have no sign-in to this incident."
    leads_to, success_message = ("child_on_child:assessment", "subject.public_id"), "Saved"
    when = staticmethod(lookup.nobody_approves)


class Check(OfVersion, Asks):
    """Read, then put in force by the safeguarding lead. The head approves it by their own sign-in, where the school has one here."""

    route, name, template_name = f"{VERSION}check/", "assessment_check", f"{TEMPLATES}/check.html"
    form_class, operation = forms.ApproveForm, staticmethod(writing.approve)
    heading, button = "Check and approve", "Approve"
    answer_instead = OnePart.answer_instead

    def latest(self):
        return pathway.plan_review(self.child.area, self.subject.number, london_date(self.at))

    def get_initial(self):
        found = {"review_on": self.latest()}
        if kept := lookup.conflicts_of(self.child):
            found |= {"is_conflicted": "yes", "head_conflict": f"{kept[0].name}: {kept[0].why}"[:300]}
        return found

    def get_form_kwargs(self):
        more = {"is_first": self.subject.number == 1, "latest": moments.day(self.latest()), "heads": self.heads()}
        return super().get_form_kwargs() | more

    def heads(self):
        return lookup.heads_of(self.child, london_date(self.at))

    def success_words(self):
        waits = lookup.waits_for_head(self.result)
        return "In force now. The head is asked to approve it today" if waits else "Approved. It is in force now"

    def get_context_data(self, **more):
        definition, answers = writing.definition(self.subject), self.subject.answers
        missing = [(each.label, self.at_page(each.page)) for each in recording_answers.missing(definition, answers)]
        if writing.must_part(lookup.incident_of(self.child), answers):
            missing.append((writing.KeepApart.words, self.at_page(writing.PROXIMITY)))
        return super().get_context_data(
            **more,
            sections=recording_answers.summary(definition, answers, href=lambda page: f"{self.at_page(page)}?change"),
            missing=missing,
            measures=lookup.plan_of(self.child, london_date(self.at)).measures,
        )


VIEWS = (VersionPage, OnePart, Check, ApproveAsHead, SendBack, OnPaper)
