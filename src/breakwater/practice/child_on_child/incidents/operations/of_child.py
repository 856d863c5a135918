"""What goes along with one child wherever the child's record goes: what they say and want, and who must not be told (SG-18, SG-27)."""

from breakwater.casework.handovers.models import LedgerEntry, Line
from breakwater.foundation import audit
from breakwater.foundation.design import moments
from breakwater.partnership.people.models import Relationship

from ...codes import PLACES, PLATFORMS
from ...models import IncidentChild
from ...models.incidents import Capacity, ParentsTold, Wish
from ..lookup import must_not_be_told, reports_of, wishes_of
from ..naming import names_another

AFFECTED = (Capacity.HARMED, Capacity.BOTH)
ASK = "call us for the reason"  # where the reason as it is recorded names another child


def words_of(child: IncidentChild) -> str:
    """What this child said and wants, as far as it is recorded: nothing that another child said (SG-18)."""
    said = [each.words for each in wishes_of(child)]
    said = [*(each.words for each in reports_of(child)), *said]
    if child.capacity in AFFECTED and child.wish != Wish.NOT_HEARD:
        said.append(f"{child.get_wish_display()}.")
    return "\n\n".join(said)


def what_is_known_of(child: IncidentChild) -> str:
    """What happened as it is coded, and the measures for this child, to begin a contact with: its author reads and changes it."""
    incident = child.incident
    where = [PLACES.get(incident.place, ""), PLATFORMS.get(incident.platform, "")]
    when = [moments.day(incident.happened_on)] if incident.happened_on else []
    more = ["more than once"] if incident.is_pattern else []
    happened = ", ".join(filter(None, [incident.get_category_display(), *where, *when, *more]))
    images = ["Images are involved. Nobody looks at, copies or sends them."] if incident.has_images else []
    measures = child.measures.filter(ended_at=None).order_by("starts_on", "pk")
    done = (
        ["What the school does to keep the child safe:", *(f"- {each.what}" for each in measures)] if measures else []
    )
    return "\n".join([f"{happened}.", *images, *done, ""])


def kept_from(child: IncidentChild) -> list[tuple[str, str]]:
    """Each of whom it is recorded that they must not be told, here, by the last school or in the pupil's own record, and why (SG-27)."""
    parents = child.parents.filter(told__in=[ParentsTold.GREATER_RISK, ParentsTold.POLICE_ASK]).order_by("pk")
    said = [
        (one.who, ". ".join(filter(None, [one.why.rstrip("."), one.wish and f"The child says: {one.wish}"])))
        for one in parents
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
