"""Adding somebody to an episode whom a later contact names."""

from breakwater.practice.early_help.episodes.operations.proposed import AddPerson, add_proposed
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeButton


class AddProposed(EpisodeButton):
    """Add somebody proposed; who of the family has a link is what one sees next."""

    route, name = f"{EPISODE}people/<str:key>/add/", "person_add"
    leads_to = ("early_help:family", "episode.reference")

    def operate(self, form):
        return add_proposed(self.subject, AddPerson(self.kwargs["key"]), **self.acting)

    def success_words(self):
        return f"{self.result} is in this episode now. Ask whether it is safe before you give them a link."


OPERATIONS = (AddProposed,)
