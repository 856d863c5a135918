"""What the family sees, from the workers' side: links, what is approved for each, what they wrote and what is answered."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.people.models import Person

from .. import assessment_page, family_copy, family_page, operations
from ..episode_view import CLOSED, episode_or_404, whose
from ..family_worker import named_worker, number_of
from ..forms.family import CopyForm, EndForm, LinkForm, NumberOfWorkerForm, ReplyForm
from ..models import Episode, FamilyLink, FamilyPart
from ..operations import family as families
from ..operations import family_parts, replies
from ..operations.links import end_family_link
from ..withholding import withheld_from

NOT_THIS_WAY = "It is written down that this way is not safe, or that it is someone else’s. Choose another, or read the plan with them."
NEVER = datetime.min.replace(tzinfo=UTC)
NO_COPY = (
    "It was decided that they are to have no copy of the plan. Change that first, in what they said, if it is safe now."
)


@require_safe
def family(request, reference):
    """Who of the family has a link, what was approved for them, and what they wrote."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    page = family_page.links_page(found, timezone.now())
    audit.saw("case", found.case_id)
    audit.saw("person", *page.person_ids)
    may_work = may(request.actor, Permission.EPISODE_WORK, found)
    return render(request, "early_help/family/links.html", {**whose(found), "page": page, "may_work": may_work})


def _person_or_404(episode: Episode, key: str) -> Person:
    """Someone of the family in the episode now."""
    person = next((one for one in assessment_page.people_of(episode) if one.public_id == key), None)
    if person is None:
        raise Http404
    audit.saw("person", person.pk)
    return person


@require_http_methods(["GET", "HEAD", "POST"])
def give(request, reference, key):
    """Give one person a link, once it was asked whether it is safe. The address and the number are shown this once."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    person = _person_or_404(found, key)
    form = LinkForm(request.POST if request.method == "POST" else None, sends_texts=notifications.can_text())
    audit.saw("case", found.case_id)
    if request.method == "POST" and form.is_valid():
        try:
            given = families.give_link(
                episode=found, person=person, by=request.actor, at=timezone.now(), **form.facts()
            )
        except families.NotSafe:
            form.add_error("is_safe", "Without a yes there is no link. Read the plan with them, or give it by hand.")
        except families.NoCopyForThem:
            form.add_error(None, NO_COPY)
        except families.NotTheirs:
            form.add_error("way", NOT_THIS_WAY)
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            if not given.token:
                messages.info(
                    request, "It was given already. Its number was shown once; make a new link if it is lost."
                )
                return redirect("early_help:family", found.reference)
            context = {
                **whose(found),
                "person": person,
                "given": given,
                "address": families.address_of(given.token),
            }
            return render(request, "early_help/family/given.html", context)
    withheld = withheld_from(person, found, may_know_place=True)
    context = {**whose(found), "form": form, "person": person, "withheld": withheld, "no_copy": withheld.no_copy}
    return render(request, "early_help/family/give.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request, reference, key):
    """Read the plan as this person will, leave out what they should not read, and approve it."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    person = _person_or_404(found, key)
    link = families.link_of(found, person)
    if link is None:
        messages.error(request, "Give them a link first.")
        return redirect("early_help:family_give", found.reference, key)
    before = families.last_copy(found, person)
    form = CopyForm(request.POST if request.method == "POST" else None, pieces=family_copy.pieces(found), before=before)
    audit.saw("case", found.case_id)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        for ticked in ("read", "same"):
            said.pop(ticked)
        said["key"] = said.pop("idempotency")
        try:
            families.approve_copy(episode=found, person=person, by=request.actor, at=timezone.now(), **said)
        except families.GivesAway as fault:
            form.add_error(
                None,
                f"It would tell {', '.join(fault.kinds)}. Leave that out for them, or change the words in the plan, and approve again.",
            )
        except families.NoCopyForThem:
            form.add_error(None, NO_COPY)
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "They can read it now")
            return redirect("early_help:family", found.reference)
    withheld = withheld_from(person, found, may_know_place=link.may_know_place)
    chosen = form.data.getlist("leaves_out") if form.is_bound else form.initial.get("leaves_out", ())
    content = family_copy.build(found, person, withheld=withheld, today=timezone.localdate(), leaves_out=chosen)
    context = {
        **whose(found),
        "form": form,
        "person": person,
        "withheld": withheld,
        "content": content,
        "before": before,
    }
    return render(request, "early_help/family/copy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, public_id):
    """End a link."""
    link = get_object_or_404(FamilyLink.objects.select_related("episode__case", "person"), public_id=public_id)
    require(request.actor, Permission.EPISODE_WORK, link.episode)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        end_family_link(link=link, because=form.cleaned_data["because"], by=request.actor, at=timezone.now())
        messages.success(request, "The link is ended. Whoever opens it reads nothing.")
        return redirect("early_help:family", link.episode.reference)
    audit.saw("case", link.episode.case_id)
    audit.saw("person", link.person_id)
    return render(request, "early_help/family/end.html", {"form": form, **whose(link.episode), "person": link.person})


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, reference, key):
    """Answer what one of the family wrote: by their link, or with a note of what was talked about."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    person = _person_or_404(found, key)
    now = timezone.now()
    has_link = families.link_of(found, person) is not None
    page = family_page.conversation_with(found, person)
    form = ReplyForm(
        request.POST if request.method == "POST" else None, has_link=has_link, initial={"shown_at": now.isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        answer = replies.Reply(
            person=person,
            way=said["way"],
            words=said["words"],
            shown_at=_shown_at(said["shown_at"]),
            key=said["idempotency"],
        )
        try:
            replies.reply_to_family(episode=found, reply=answer, by=request.actor, at=now)
        except families.GivesAway as fault:
            form.add_error("words", f"It would tell {', '.join(fault.kinds)}. Write it without, or speak with them.")
        except replies.NothingToAnswer:
            form.add_error(
                "way", "They have no link that opens. Speak with them, and write down here what you talked about."
            )
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "Your answer is saved")
            return redirect("early_help:family", found.reference)
    audit.saw("case", found.case_id)
    context = {**whose(found), "form": form, "person": person, "written": page}
    return render(request, "early_help/family/reply.html", context)


def _shown_at(typed: str):
    """When the page was drawn; of a page that does not say, nothing counts as read."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return NEVER
    return moment if moment.tzinfo else NEVER


@require_http_methods(["GET", "HEAD", "POST"])
def number(request, reference):
    """The number on which the family may call their worker."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    worker = named_worker(found)
    initial = {"telephone": number_of(found, worker) if worker else ""}
    form = NumberOfWorkerForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            replies.give_number(
                episode=found, telephone=form.cleaned_data["telephone"], by=request.actor, at=timezone.now()
            )
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "The number is saved")
            return redirect("early_help:family", found.reference)
    audit.saw("case", found.case_id)
    context = {**whose(found), "form": form, "worker": worker.membership.user.name if worker else ""}
    return render(request, "early_help/family/number.html", context)


@require_POST
def take(request, public_id):
    """Put what one of the family sent into the assessment."""
    part = get_object_or_404(FamilyPart.objects.select_related("episode__case", "person"), public_id=public_id)
    require(request.actor, Permission.EPISODE_WORK, part.episode)
    audit.saw("person", part.person_id)
    try:
        family_parts.take_part(part=part, by=request.actor, at=timezone.now())
    except family_parts.NothingSent:
        messages.error(request, "There is nothing to put in, or the assessment is not begun or is complete.")
    except operations.EpisodeIsClosed:
        messages.error(request, CLOSED)
    else:
        messages.success(request, "It stands in the family’s own story")
    return redirect("early_help:family", part.episode.reference)


@require_POST
def read(request, reference):
    """Note that what the family wrote was read."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    families.mark_read(episode=found, by=request.actor, at=timezone.now())
    messages.success(request, "Marked as read")
    return redirect("early_help:family", found.reference)
