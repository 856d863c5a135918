"""The nouns of early help, one file each: the episode, what the family agreed to."""

from .advice import Advice, Theme
from .agreements import Agreement
from .episodes import Episode

__all__ = ["Advice", "Agreement", "Episode", "Theme"]
