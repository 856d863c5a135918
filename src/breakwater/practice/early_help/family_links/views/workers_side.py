"""What the family sees, from the workers' side: links, what is approved for each, what they wrote and what is answered."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.operations.links import end_family_link
from breakwater.practice.early_help.episodes.participants import people_of
from breakwater.practice.early_help.episodes.view import (
    EPISODE,
    WITH_DISPUTES,
    EpisodeButton,
    EpisodeOperation,
    disputed,
    episode_or_404,
    whose,
)
from breakwater.practice.early_help.episodes.withholding import not_to_be_told, not_told_yet, withheld_from
from breakwater.practice.early_help.family_links import copy, page
from breakwater.practice.early_help.family_links.forms import CopyForm, EndForm, LinkForm, NumberOfWorkerForm, ReplyForm
from breakwater.practice.early_help.family_links.operations import copies, family_messages, parts
from breakwater.practice.early_help.family_links.worker import named_worker, number_of
from breakwater.practice.early_help.models import FamilyLink, FamilyPart

NEVER = datetime.min.replace(tzinfo=UTC)


@require_safe
def family(request, reference):
    """Who of the family has a link, what was approved for them, and what they wrote."""
    found = episode_or_404(reference, episodes=WITH_DISPUTES)
    require(request.actor, Permission.EPISODE_READ, found)
    links = page.links_page(found, timezone.now())
    audit.saw("case", found.case_id)
    audit.saw("person", *links.person_ids)
    may_work = may(request.actor, Permission.EPISODE_WORK, found)
    shown = {"page": links, "may_work": may_work, "disputed": disputed(found, request.actor)}
    return render(request, "early_help/family/links.html", whose(found) | shown)


class FamilyOperation(EpisodeOperation):
    """Something done for one of the family, or for all of them; who has what is what one sees next."""

    leads_to = "early_help:family", "episode.reference"

    @cached_property
    def person(self) -> Person:
        """Someone of the family in the episode now. Raises Http404."""
        people = people_of(self.episode)
        person = next((one for one in people if one.public_id == self.kwargs["key"]), None)
        if person is None:
            raise Http404
        return person

    @property
    def people(self):
        return [self.person] if "key" in self.kwargs else []

    def get_context_data(self, **more):
        return super().get_context_data(**({"person": self.person} if self.people else {}), **more)


class GiveLink(FamilyOperation):
    """Give one person a link, once it was asked whether it is safe. The address and the number are shown this once."""

    route, name = f"{EPISODE}family/<str:key>/link/", "family_give"
    form_class, template_name = LinkForm, "early_help/family/give.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"sends_texts": notifications.can_text()}

    def operate(self, form):
        acting = {"by": self.request.actor, "at": self.at, "key": form.cleaned_data["idempotency"]}
        return copies.give_link(self.subject, form.facts(), person=self.person, **acting)

    def form_valid(self, form):
        answer = super().form_valid(form)
        given = getattr(self, "result", None)
        if given is None:
            return answer
        if not given.token:
            words = "It was given already. Its number was shown once; make a new link if it is lost."
            messages.info(self.request, words)
            return answer
        self.record_sight()
        context = whose(self.episode) | {"person": self.person, "given": given}
        context["address"] = copies.address_of(given.token)
        return render(self.request, "early_help/family/given.html", context)

    def get_context_data(self, **more):
        withheld = withheld_from(self.person, self.episode, may_know_place=True)
        not_told = not_to_be_told([self.person], self.episode).get(self.person.pk, "")
        untold = "" if not_told else not_told_yet([self.person], self.episode).get(self.person.pk, "")
        said = {"no_copy": withheld.no_copy, "not_told": not_told, "untold": untold}
        return super().get_context_data(withheld=withheld, **said, **more)


class ApproveCopy(FamilyOperation):
    """Read the plan as this person will, leave out what they should not read, and approve it."""

    route, name = f"{EPISODE}family/<str:key>/copy/", "family_copy"
    form_class, template_name = CopyForm, "early_help/family/copy.html"
    success_message = "They can read it now"

    @cached_property
    def link(self):
        return copies.link_of(self.episode, self.person)

    @cached_property
    def before(self):
        return copies.last_copy(self.episode, self.person)

    def answer_instead(self):
        if self.link is not None:
            return None
        messages.error(self.request, "Give them a link first.")
        return redirect("early_help:family_give", self.episode.reference, self.kwargs["key"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"pieces": copy.pieces(self.episode), "before": self.before}

    def operate(self, form):
        acting = {"by": self.request.actor, "at": self.at, "key": form.cleaned_data["idempotency"]}
        return copies.approve_copy(self.subject, form.facts(), person=self.person, **acting)

    def get_context_data(self, **more):
        form = more.get("form") or self.get_form()
        withheld = withheld_from(self.person, self.episode, may_know_place=self.link.may_know_place)
        leaves_out = form.data.getlist("leaves_out") if form.is_bound else form.initial.get("leaves_out", ())
        today = timezone.localdate()
        content = copy.build(self.episode, self.person, withheld=withheld, today=today, leaves_out=leaves_out)
        shown = more | {"form": form, "withheld": withheld, "content": content, "before": self.before}
        return super().get_context_data(**shown)


class EndLink(FamilyOperation):
    route, name = "early-help/links/<str:public_id>/end/", "family_end"
    model, related, lookup = FamilyLink, ("episode__case", "person"), "public_id"
    form_class, template_name = EndForm, "early_help/family/end.html"
    success_message = "The link is ended. Whoever opens it reads nothing."

    @property
    def people(self):
        return [self.subject.person]

    @property
    def person(self):
        return self.subject.person

    def operate(self, form):
        return end_family_link(
            link=self.subject, because=form.cleaned_data["because"], by=self.request.actor, at=self.at
        )


class ReplyToFamily(FamilyOperation):
    """Answer what one of the family wrote: by their link, or with a note of what was talked about."""

    route, name = f"{EPISODE}family/<str:key>/reply/", "family_reply"
    form_class, template_name = ReplyForm, "early_help/family/reply.html"
    success_message = "Your answer is saved"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"has_link": self.link is not None, "is_withheld": bool(self.withheld)}

    @cached_property
    def link(self):
        return copies.link_of(self.episode, self.person)

    @cached_property
    def withheld(self):
        """What a rule withholds from them of an answer by their link; nothing where they hold none."""
        if self.link is None:
            return None
        return withheld_from(self.person, self.episode, may_know_place=self.link.may_know_place)

    def get_initial(self):
        return {"shown_at": self.at.isoformat()}

    def operate(self, form):
        given = {name: form.cleaned_data[name] for name in ("way", "words")}
        shown_at, key = _shown_at(form.cleaned_data["shown_at"]), form.cleaned_data["idempotency"]
        reply = family_messages.Reply(person=self.person, shown_at=shown_at, key=key, **given)
        return family_messages.reply_to_family(self.subject, reply, by=self.request.actor, at=self.at)

    def form_refused(self, form, refusal):
        if isinstance(refusal, copies.GivesAway):
            words = f"It would tell {', '.join(refusal.kinds)}. Write it without, or speak with them."
            refusal = Refusal(words=words, box="words")
        return super().form_refused(form, refusal)

    def get_context_data(self, **more):
        written = page.conversation_with(self.episode, self.person)
        return super().get_context_data(written=written, withheld=self.withheld, **more)


def _shown_at(typed: str):
    """When the page was drawn; of a page that does not say, nothing counts as read."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return NEVER
    return moment if moment.tzinfo else NEVER


class GiveNumber(FamilyOperation):
    """The number on which the family may call their worker."""

    route, name = f"{EPISODE}family/number/", "family_number"
    form_class, template_name = NumberOfWorkerForm, "early_help/family/number.html"
    success_message = "The number is saved"
    operation = staticmethod(family_messages.give_number)

    @cached_property
    def worker(self):
        return named_worker(self.episode)

    def get_initial(self):
        return {"telephone": number_of(self.episode, self.worker) if self.worker else ""}

    def get_context_data(self, **more):
        return super().get_context_data(worker=self.worker.membership.user.name if self.worker else "", **more)


class TakePart(EpisodeButton):
    """Put what one of the family sent into the assessment."""

    route, name = "early-help/parts/<str:public_id>/take/", "family_take"
    model, related, lookup = FamilyPart, ("episode__case", "person"), "public_id"
    success_message = "It is in the family’s views"
    leads_to = "early_help:family", "episode.reference"

    def operate(self, form):
        audit.saw("person", self.subject.person_id)
        return parts.take_part(part=self.subject, by=self.request.actor, at=self.at)


class MarkRead(EpisodeButton):
    """Note that what the family wrote was read."""

    route, name = f"{EPISODE}family/read/", "family_read"
    success_message = "Marked as read"
    operation = staticmethod(copies.mark_read)
    leads_to = "early_help:family", "episode.reference"


OPERATIONS = (TakePart, EndLink, MarkRead, GiveNumber, ReplyToFamily, GiveLink, ApproveCopy)
