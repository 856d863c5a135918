"""An episode by its reference, as every page of early help loads it."""

from django.shortcuts import get_object_or_404

from breakwater.casework.cases import showing as cases_shown

from ..models import Episode

CLOSED = "It is closed. If the family needs help again, a new one is opened."
NO_AGREEMENT = "Nobody in the family agrees now, so there is no plan to write. Write down what they say first."


def episode_or_404(reference: str, *beside: str) -> Episode:
    """The episode, and `beside` it what the page asks of it anyway: fetched in the same query."""
    found = Episode.objects.select_related(
        "case__responsible_team__organisation", "case__responsible_team__area", "case__area", *beside
    )
    return get_object_or_404(found, reference=reference)


def whose(episode: Episode) -> dict:
    """What every page inside an episode says of it: the episode, and the children's names above its heading.

    Someone who leads for several families must never write in the wrong one unawares.
    """
    return {"episode": episode, "whose_record": cases_shown.about([episode.case]).get(episode.case_id, "")}


def number(text: str) -> int:
    """A revision as it came back with a form; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
