"""Work that changes hands in early help, and what critical friends advised: near the present, whatever day it is."""

from datetime import timedelta
from uuid import UUID, uuid5

from breakwater.casework.cases.models import CaseWorker
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.advice import operations as advice_operations
from breakwater.practice.early_help.episodes.operations import leads
from breakwater.practice.early_help.models import Episode

_KEY = UUID("7f0a2f1c-37b0-4a34-8a5e-2f0f5b6c1a10")
WHY = "The children know her from the family hub, and my own post ends at Christmas."
ASKED = (
    (
        ("LEVELS", "NEGLECT"),
        "A boy comes to school hungry three days a week. Is that Tier 2?",
        "Talk with his mother first, and look at the neglect page of the levels of need together.",
        "START",
        "YES",
        "She agreed to an assessment.",
    ),
    (
        ("STUCK", "MEETINGS"),
        "They missed two meetings. What now?",
        "Go to them, at a time they choose, and ask what got in the way.",
        "MEET",
        "PARTLY",
        "They came to the next one, by telephone.",
    ),
    (
        ("LEADING",),
        "Nobody at the table wants to lead.",
        "Ask the family whom they trust, and offer that person an hour of ours a week.",
        "LEAD",
        "YES",
        "The youth worker leads.",
    ),
    (
        ("AGREEMENT",),
        "The father objects. May we go on?",
        "Yes, on the mother's agreement. Write down what he says.",
        "PLAN",
        "",
        "",
    ),
    (
        ("HOME_SAFETY", "LEVELS"),
        "She flinches when he comes in. Do I wait?",
        "Do not wait: name the child and call the front door now.",
        "UP",
        "NO",
        "The school called on the next day. Talked over in supervision.",
    ),
    (
        ("LEVELS",),
        "Two of us see the level differently.",
        "Put the indicators side by side, then raise the disagreement.",
        "OTHER",
        "",
        "",
    ),
    (
        ("HEALTH", "SERVICES"),
        "Who helps a twelve-year-old who will not sleep?",
        "The school nurse first; how to ask is on her page.",
        "UNIVERSAL",
        "",
        "",
    ),
)


def tell(life) -> None:
    """Advice of the last weeks, one lead who hands over now and one who did, and one who leaves soon."""
    _advice(life)
    led = [post for post in _led(life) if not Handover.objects.waiting().filter(carried__case=post.case_id).exists()]
    for number, post in enumerate(led[:2]):
        _steps_across(life, post, accepted=number == 1)


def _led(life) -> list[CaseWorker]:
    with acting_as(life.actor("early help manager")):
        posts = CaseWorker.objects.filter(
            capacity="LEAD", ends_at=None, case__closed_at=None, membership=life.post("lead").pk
        ).select_related("membership__user")
        return list(posts.order_by("starts_at", "pk"))


def _advice(life) -> None:
    for number, (themes, question, advice, step, followed, came) in enumerate(ASKED):
        at = life.now - timedelta(days=3 + 4 * number, hours=2)
        with acting_as(life.actor("coordinator")) as by:
            made = advice_operations.advise(
                None,
                advice_operations.AdviceFacts(
                    asked_by="A deputy head",
                    themes=themes,
                    question=question,
                    advice=advice,
                    next_step=step,
                    sure="FAIRLY",
                    follow_up_on=london_date(at) + timedelta(days=10),
                ),
                by=by,
                at=at,
                key=uuid5(_KEY, f"advice {number}"),
            )
            if followed:
                advice_operations.see_what_came(
                    made, followed=followed, came_of_it=came, by=by, at=life.now - timedelta(hours=5)
                )


def _steps_across(life, post: CaseWorker, *, accepted: bool) -> None:
    at = life.now - timedelta(days=2 if accepted else 1)
    with acting_as(post.membership) as by:
        episode = Episode.objects.select_related("case__responsible_team__area").get(case=post.case_id)
        tasks.make(
            tasks.ToDo(
                title="Call the health visitor about the appointment",
                owner=post.membership,
                due_at=at + timedelta(days=8),
            ),
            team=post.membership.team,
            case=episode.case,
            by=by,
            at=at,
        )
        offer = leads.invite_lead(
            episode,
            leads.LeadInvitation(
                lead=life.post("lead 2"),
                words=WHY,
                passes="I stay in touch with the school until the end of term.",
                cause="LEAVING",
                family_says="AGREES",
            ),
            by=by,
            at=at,
        )
    if accepted:
        with acting_as(life.actor("lead 2")) as by:
            handovers.accept(handover=offer, by=by, at=at + timedelta(hours=6))
