"""An episode as every page of early help loads it: by its reference, with the children's names above its heading."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from breakwater.casework.cases import display as case_display
from breakwater.casework.chronology import disputes
from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.models import Episode

EPISODE = "early-help/<str:reference>/"
WITH = ("case__responsible_team__organisation", "case__responsible_team__area", "case__area")

EPISODES = Episode.objects.select_related(*WITH)
WITH_DISPUTES = disputes.with_notes(EPISODES)  # for the pages that draw them


def episode_or_404(reference: str, *related: str, episodes: QuerySet[Episode] = EPISODES) -> Episode:
    """The episode, with the `related` rows that the page needs anyway, fetched in the same query."""
    return get_object_or_404(episodes.select_related(*WITH, *related), reference=reference)


def disputed(episode: Episode, actor: Actor) -> list[disputes.ShownDispute]:
    """What of an episode, one of `WITH_DISPUTES`, somebody disputes."""
    return disputes.shown(disputes.notes_beside(episode), actor, episode.reference)


def whose(episode: Episode) -> dict:
    """What every page inside an episode says of it: the episode, and the children's names above its heading.

    Someone who leads for several families must never write in the wrong one unawares.
    """
    return {"episode": episode, "whose_record": case_display.about([episode.case]).get(episode.case_id, "")}


class EpisodeOperation(OperationView):
    """Work on an episode: the subject is the episode, or something of one (its `episode`).

    `people` are those whom the page shows besides, for the audit. The page is drawn with the children's names.
    """

    model, related, lookup = Episode, WITH, "reference"
    permission, permission_of = Permission.EPISODE_WORK, "episode"
    people = ()

    @property
    def episode(self) -> Episode:
        return self.subject if isinstance(self.subject, Episode) else self.subject.episode

    def record_sight(self):
        audit.saw("case", self.episode.case_id)
        audit.saw("person", *(person.pk for person in self.people))

    def get_context_data(self, **more):
        return super().get_context_data(**whose(self.episode), **more)


class EpisodeButton(ButtonView, EpisodeOperation):
    """A button on a page of an episode."""
