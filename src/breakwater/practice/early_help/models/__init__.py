"""The nouns of early help, one file each: the episode, what the family agreed to."""

from .agreements import Agreement
from .episodes import Episode

__all__ = ["Agreement", "Episode"]
