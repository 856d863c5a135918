"""Ending a call, and the letter that follows: looked over, sent, taken back, as a page and on paper."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.forms import EndForm
from breakwater.practice.education.calls.operations import actions, calls, letters, scripts
from breakwater.practice.education.fortnights import readers
from breakwater.practice.education.models import CallAction, Letter, TalkTo
from breakwater.practice.education.papers import letter_pdf

from .calls import CALL, OfCall

OURS = "our-list/letters/<str:public_id>/"


class End(OfCall, OperationView):
    """Read back what was agreed, say who was spoken to, end the call and send the letter, or look it over first."""

    route, name = f"{CALL}end/", "end_call"
    form_class, template_name = EndForm, "education/calls/end.html"

    def answer_instead(self):
        call = self.subject
        if call.begun_at and not call.ended_at:
            return None
        messages.warning(self.request, calls.CallIsOver.words if call.ended_at else calls.NotBegun.words)
        return redirect("education:call", call.public_id)

    @property
    def only_looks(self) -> bool:
        return self.request.POST.get("act") == "look"

    def get_initial(self):
        return {"next_on": calls.next_call_on(self.subject.area, timezone.localdate()), "mode": "PHONE"}

    def get_form_kwargs(self):
        posts = readers.readers_of(self.subject.school_team, timezone.localdate())
        return super().get_form_kwargs() | {"readers": posts, "unspoken_harm": scripts.unspoken_harm(self.subject)}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("mode", "minutes", "next_on")}
        said |= {name: form.cleaned_data.get(name) or "" for name in ("others", "left_because")}
        calls.end(self.subject, calls.CallEnded(spoke_to=form.members, **said), **self.acting)
        if not self.only_looks:
            letters.send(self.find_subject(), **self.acting)

    @property
    def success_message(self):
        school = self.subject.school_team.organisation.name
        return "" if self.only_looks else f"The call to {school} is over, and its letter is out"

    def get_success_url(self):
        looked_at = reverse("education:call_letter", args=[self.subject.public_id])
        return looked_at if self.only_looks else reverse("education:calls")

    def get_context_data(self, **more):
        items = letters.items_of(self.subject)
        audit.saw("person", *(item.person_id for item in items if item.person_id))
        return super().get_context_data(
            lines=letters.lines_of(self.subject),
            # Who may not be talked about with whom (SG-16)
            kept=[(item.name, ", ".join(item.not_with)) for item in items if item.not_with and item.talked_at],
            last=items[-1] if items else None,
            of_nobody=pages.help_of_nobody(self.subject, items),
            left=[item for item in items if item.talked_at is None],
            **more,
        )


class ShowLetter(OfCall, SubjectPage):
    """The letter: as it would go out, or as it went."""

    route, name, template_name = f"{CALL}letter/", "call_letter", "education/calls/letter.html"

    def answer_instead(self):
        return None if self.subject.ended_at else redirect("education:call", self.subject.public_id)

    def get_context_data(self, **more):
        call, letter = self.subject, self.subject.letter
        audit.saw("letter", letter.pk)
        if letter.sent_at:
            lines, facts = list(letter.lines.order_by("order", "pk")), letter.facts
            people = [line.person_id for line in lines]
        else:
            lines, facts = letters.lines_of(call), letters.facts_of(call)
            people = [line.person for line in lines]
        audit.saw("person", *(person for person in people if person))
        return super().get_context_data(letter=letter, lines=lines, facts=facts, now=self.at, **more)


class Send(OfCall, ButtonView):
    """Send the letter of a call that is over."""

    route, name = f"{CALL}letter/send/", "send_letter"
    operation = staticmethod(letters.send)
    success_message = "The letter is out, and the school is told"
    leads_to = "education:call_letter", "subject.public_id"
    refused_to = "education:call", "subject.public_id"


class TakeBack(OfCall, ButtonView):
    """Close it to the school, to mend it."""

    route, name = f"{CALL}letter/back/", "take_back_letter"
    success_message = "Withdrawn: the school reads it no more. Change what is wrong, then send it again"

    def operate(self, form):
        if not hasattr(self.subject, "letter"):
            raise Http404
        return letters.take_back(self.subject.letter, **self.acting)


class PrintLetter(OfCall, SubjectPage):
    """The letter on paper, of a call of one's own: pupils by code and initials."""

    route, name = f"{CALL}letter.pdf", "letter_pdf"

    def get(self, request, *args, **kwargs):
        if not hasattr(self.subject, "letter") or not self.subject.letter.sent_at:
            raise Http404
        self.record_sight()
        return _paper(request, self.subject.letter)


def _paper(request, found: Letter) -> HttpResponse:
    lines = list(found.lines.order_by("order", "pk"))
    audit.did("printed", "letter", found.pk, edition=found.edition)
    audit.saw("person", *(line.person_id for line in lines if line.person_id))
    made = letter_pdf.paper(found, lines, reader=request.actor.membership.user.name, at=timezone.now())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer


class OurLetter(SubjectPage):
    """The letter, as the school reads it, with what it took on."""

    route, name, template_name = OURS, "our_letter", "education/school_letter.html"
    model, permission = Letter, Permission.LIST_READ
    permission_of = ""
    audited_as = "letter"

    def answer_instead(self):
        if self.subject.school_team_id != self.request.actor.membership.team_id:
            raise Http404

    def get_context_data(self, **more):
        found = self.subject
        letters.open_letter(letter=found, **self.acting)
        lines = list(found.lines.order_by("order", "pk"))
        taken_on = letters.actions_in(found)
        audit.saw("person", *(one.person_id for one in (*lines, *taken_on) if one.person_id))
        return super().get_context_data(
            found=found,
            lines=lines,
            actions=taken_on,
            now=self.at,
            today=timezone.localdate(),
            reader=self.request.actor.membership.user.name,
            in_words=letters.in_words,
            reach=TalkTo.ways_to(found.facts["from"], area=found.area_id),
            **more,
        )


class PrintOurLetter(OurLetter):
    """The letter on paper, for the school: that it was printed is on record."""

    route, name = f"{OURS}letter.pdf", "our_letter_pdf"

    def get(self, request, *args, **kwargs):
        self.record_sight()
        return _paper(request, self.subject)


class OursIsDone(ButtonView):
    """The school did what it took on."""

    route, name = "our-list/agreed/<str:public_id>/done/", "our_agreed_done"
    model, related = CallAction, ("letter",)
    permission = Permission.LIST_ANSWER
    operation = staticmethod(actions.do)
    success_message = "Noted: it is done. Your link co-ordinator sees it"
    leads_to = "education:our_letter", "subject.letter.public_id"

    def answer_instead(self):
        if self.subject.owner != CallAction.Owner.SCHOOL:
            raise Http404


VIEWS = (End, ShowLetter, Send, TakeBack, PrintLetter, OurLetter, PrintOurLetter, OursIsDone)
