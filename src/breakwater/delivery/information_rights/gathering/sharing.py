"""With whom it was shared, as far as the gathered rows name an agency: for the copy, and for whoever is told when something is corrected."""

from collections.abc import Mapping, Sequence

from breakwater.partnership.organisations.models import Organisation, Team

from ..redaction import Fact
from .called import KEPT_SO
from .parts import SENDERS
from .rows import title_of
from .ways import keys_of, tables
from .whole import is_of_told, told_rows

SOURCE = "recipients"


def shared_with(found: Sequence[tuple[str, int, Mapping]]) -> list[Fact]:
    """Each agency beside the council's own that a row names as a team or an organisation, with the kinds of record that do. Not the one that
    told us, where it is kept back.
    """
    named: dict[tuple[type, int], set[str]] = {}
    told = told_rows(found)
    for table, row, held in found:
        of_sender = SENDERS.get(table, ()) if is_of_told(told, table, row, held) else ()
        for key in keys_of(tables()[table]):
            if key.name in of_sender:
                continue
            pk = held.get(key.column)
            if pk and key.related_model in (Team, Organisation):
                named.setdefault((key.related_model, pk), set())
                if table not in KEPT_SO:
                    named[key.related_model, pk].add(title_of(table))
    teams = Team.objects.select_related("organisation").in_bulk([pk for model, pk in named if model is Team])
    agencies = Organisation.objects.in_bulk([pk for model, pk in named if model is Organisation])
    said: dict[str, set[str]] = {}
    kinds: dict[str, str] = {}
    for (model, pk), titles in named.items():
        agency = teams[pk].organisation if model is Team else agencies[pk]
        if agency.kind != "COUNCIL":
            said.setdefault(agency.name, set()).update(titles)
            kinds[agency.name] = agency.get_kind_display()
    return [(name, f"{kinds[name]}: {'; '.join(sorted(titles))}") for name, titles in sorted(said.items())]
