"""Two disagreements of the invented area: one that waits for the MASH, one settled at the Re-think."""

from datetime import timedelta
from uuid import UUID

from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.registry import matter_of
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import ReceiptLine

from .life import Life

SAID = (
    (
        "NO_ACTION",
        "We have told of the same worry three times this year, and each time it was looked at by itself.",
        "Look at the three together, and speak with our family worker.",
    ),
    (
        "THRESHOLD",
        "The decision says that help from us is enough. The family has refused it twice since the summer.",
        "Consider targeted family support, and tell us what would change the decision.",
    ),
)


def tell(life: Life) -> None:
    """The school that visitors sign in to, and a health visitor, see a decision differently."""
    for number, (post, said) in enumerate(zip(("dsl", "health visitor"), SAID, strict=True)):
        _raise(life, post, said, number)


def _raise(life: Life, post: str, said: tuple[str, str, str], number: int) -> None:
    theme, issue, wanted = said
    at = life.now - timedelta(days=1 + 6 * number, hours=3)
    with acting_as(life.post(post)) as by:
        line = (
            ReceiptLine.objects.filter(
                sender_team=by.membership.team, stage=ReceiptLine.Stage.DECIDED, changed_at__lt=at
            )
            .order_by("-changed_at", "pk")
            .first()
        )
        if line is None:
            return
        made = escalations.raise_disagreement(
            about=matter_of(line.reference, by),
            theme=theme,
            issue=issue,
            wanted=wanted,
            key=UUID(int=number + 1),
            by=by,
            at=at,
        )
    if not number:
        return
    with acting_as(life.post("manager")) as manager:
        escalations.answer(
            escalation=made,
            words="We read all three again with the health visitor. Targeted support is offered today.",
            by=manager,
            at=at + timedelta(days=1),
        )
    with acting_as(life.post(post)) as by:
        escalations.settle(
            escalation=made,
            outcome="CHANGED",
            resolution="Targeted family support is offered",
            learning="Earlier contacts stood in other files and were not read together.",
            by=by,
            at=at + timedelta(days=1, hours=2),
        )
