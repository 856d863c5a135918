"""What of casework names a person, in a merge: rows of a case go with the case, and its restrictions with their seals."""

from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.partnership.people.registry import CASE_SAID, RULES_OF_COLUMNS, Rule

from . import display
from .models import Case

RULES_OF_COLUMNS.register("casework_participant.person_id", Rule(label="Parts in cases"))
RULES_OF_COLUMNS.register(
    "casework_chronologyentry.person_id",
    Rule(label="Chronology entries", said=lambda entry: f"Chronology, {day(entry.happened_at)}: {entry.what[:80]}"),
)
# A restriction made while two records are one closes both when they are parted; its papers stay with the record in use.
RULES_OF_COLUMNS.register("casework_lockedrecord.person_id", Rule(label="Restrictions", asks=False))
RULES_OF_COLUMNS.register(
    "casework_familytold.person_id",
    Rule(
        label="Who was told of a handover",
        case_of="(select c.case_id from casework_handovercase c where c.handover_id = r.handover_id order by c.id limit 1)",
    ),
)
RULES_OF_COLUMNS.register(
    "casework_ledgerentry.person_id",
    Rule(label="What was handed over", said=lambda entry: f"Handed over, {day(entry.at)}: {entry.words[:80]}"),
)
RULES_OF_COLUMNS.register(
    "casework_sealeditem.person_id",
    Rule(label="Sealed items", said=lambda item: f"Sealed item of {day(item.written_at)}"),
)


@CASE_SAID.register("casework")
def cases_said(ids: list[int]) -> dict[int, str]:
    """Cases by id in words, for who parts two records; those that this actor may read."""
    cases = list(Case.objects.filter(pk__in=ids))
    audit.saw("case", *(case.pk for case in cases))
    return {case.pk: f"{display.called(case)}, opened {day(case.opened_at)}" for case in cases}
