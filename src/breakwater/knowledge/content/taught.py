"""Courses hear of the chapters that they teach: this room stands on both."""

from breakwater.knowledge.policies.registry import chapters_by_key, chapters_moved
from breakwater.knowledge.training.registry import CHAPTERS, ChapterSource


def _moved(keys, area, since, until):
    """(public id, what happened) of the chapters that came into force anew, or ended, between two moments."""
    return [(each.public_id, each.words) for each in chapters_moved(keys, area, since, until)]


CHAPTERS.register("policies", ChapterSource(in_force=chapters_by_key, moved=_moved))
