"""The one search of the public site: pages, services, resources, chapters and bulletins, best answer first.

What rooms may be found by stands in `registry.SEARCHED`. What is typed is used for the one answer and kept nowhere.
"""

from .finding import Answer, called, find, ways_to_say

__all__ = ["Answer", "called", "find", "ways_to_say"]
