"""What goes along with one child wherever the child's record goes: what they say and want, and who must not be told (SG-18, SG-27)."""

from breakwater.casework.handovers.models import LedgerEntry, Line
from breakwater.foundation import audit
from breakwater.partnership.people.models import Relationship

from ...models import IncidentChild, Report
from ...models.incidents import Capacity, ParentsTold, Wish
from ..lookup import must_not_be_told, wishes_of
from ..naming import names_another

AFFECTED = (Capacity.HARMED, Capacity.BOTH)
ASK = "call us for the reason"  # where the reason as it is recorded names another child


def words_of(child: IncidentChild) -> str:
    """What this child said and wants, as far as it is recorded: nothing that another child said (SG-18)."""
    said = [each.words for each in wishes_of(child)]
    if child.capacity in AFFECTED and child.incident.children.filter(capacity__in=AFFECTED).count() == 1:
        reports = child.incident.reports.filter(how=Report.How.CHILD).exclude(words="").order_by("made_at", "pk")
        said = [*(each.words for each in reports), *said]
    if child.capacity in AFFECTED and child.wish != Wish.NOT_HEARD:
        said.append(f"{child.get_wish_display()}.")
    return "\n\n".join(said)


def kept_from(child: IncidentChild) -> list[tuple[str, str]]:
    """Each of whom it is recorded that they must not be told, here, by the last school or in the pupil's own record, and why (SG-27)."""
    parents = child.parents.filter(told__in=[ParentsTold.GREATER_RISK, ParentsTold.POLICE_ASK]).order_by("pk")
    said = [
        (one.who, ". ".join(filter(None, [one.why, one.wish and f"The child says: {one.wish}"]))) for one in parents
    ]
    said += [
        (who, why.strip()) for who, _, why in (line.partition(":") for line in must_not_be_told(child, child.incident))
    ]
    if child.person_id:
        kept = LedgerEntry.objects.filter(line=Line.NOT_TO_TELL, case__participants__person=child.person_id)
        said += kept.order_by("known_at", "pk").values_list("about", "words")
        near = Relationship.objects.present().drawable().filter(other=child.person_id)
        for tie in near.exclude(person__care_with_contact="").select_related("person").order_by("pk"):
            audit.saw("person", tie.person_id)
            said.append((tie.person.name, f"Take care with contact: {tie.person.care_with_contact}"))
    return list(dict.fromkeys((who, ASK if names_another(f"{who}: {why}", child) else why) for who, why in said))
