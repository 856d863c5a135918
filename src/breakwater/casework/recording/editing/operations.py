"""Keeping an area's forms: drafts saved as they go, trials, releases; nothing released is ever changed."""

from ..operations import as_written
from .drafts import (
    ChangedMeanwhile,
    DraftBegun,
    DraftGone,
    NothingChanged,
    NotReady,
    begin_draft,
    begin_from_example,
    begin_from_product,
    change,
    data_of,
    discard,
    fingerprint,
    form_of,
    retired,
    take_file,
)
from .releases import BegunAlready, NotThatDay, call_off, in_the_way, keep_ours, release, roll_back
from .standing import Holding, holding, keys_ever, known_edition, lost, new_edition, newest_of_product
from .trying import Tried, accept_trial, drop_trial, keep_trial, try_all

__all__ = ["BegunAlready", "ChangedMeanwhile", "DraftBegun", "DraftGone", "Holding", "NotReady", "NotThatDay", "NothingChanged", "Tried", "accept_trial", "as_written", "begin_draft", "begin_from_example", "begin_from_product", "call_off", "change", "data_of", "discard", "drop_trial", "fingerprint", "form_of", "holding", "in_the_way", "keep_ours", "keep_trial", "keys_ever", "known_edition", "lost", "new_edition", "newest_of_product", "release", "retired", "roll_back", "take_file", "try_all"]  # fmt: skip
