"""What a post holds, worked out for its page: whom each thing is about, and where it is handed on."""

from dataclasses import dataclass

from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers.holdings import Holdings
from breakwater.foundation.design.moments import day


@dataclass(frozen=True)
class Row:
    """One thing held: whom it is about, where it is read, who answers for it, and what is known of who takes it on."""

    about: str
    href: str
    reference: str
    what: str
    next: str


@dataclass(frozen=True)
class HoldingsPage:
    leads: list[Row]
    posts: list[Row]
    tasks: list[Row]
    case_ids: list[int]


def holdings_page(held: Holdings) -> HoldingsPage:
    """The page, in two queries more."""
    cases = [post.case for post in (*held.leads, *held.posts)] + [task.case for task in held.tasks if task.case_id]
    about = case_display.about(cases)
    return HoldingsPage(
        leads=[_post(post, about, _asked(held, post.case_id)) for post in held.leads],
        posts=[_post(post, about, f"Named by {post.case.responsible_team.name}") for post in held.posts],
        tasks=[
            Row(
                about=task.title,
                href=reverse("casework:task", args=[task.public_id]),
                reference=about.get(task.case_id, "") if task.case_id else "",
                what=f"By {day(task.due_at)}",
                next=f"Goes to {task.team.name} unless you pass it on",
            )
            for task in held.tasks
        ],
        case_ids=[case.pk for case in cases],
    )


def _asked(held: Holdings, case: int) -> str:
    offer = held.asked.get(case)
    if offer is None:
        return "Nobody is asked yet"
    who = offer.proposed_lead.user.name if offer.proposed_lead_id else offer.to_team.name
    return f"Asked: {who}. Answer due {day(offer.answer_due_on)}"


def _post(post, about: dict[int, str], next_words: str) -> Row:
    what = post.get_capacity_display()
    return Row(
        about=about.get(post.case_id, case_display.called(post.case)),
        href=case_display.address_of(post.case),
        reference=post.case.reference,
        what=f"{what[:1].upper()}{what[1:]}",
        next=next_words,
    )
