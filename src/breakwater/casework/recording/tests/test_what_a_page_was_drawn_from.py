"""What a page was drawn from: who changed which box, whatever comes back."""

import json

import pytest

from breakwater.casework.recording import page_digests

STOOD = {"one": "a", "two": "b", "three": "c"}


def test_what_the_sender_left_alone_stands_as_it_was_drawn_whatever_another_wrote():
    was = page_digests.digests_of(STOOD, str)
    said = {"one": "mine", "two": "b"}
    assert page_digests.changed_by_sender(said, was, str) == {"one": "mine"}
    after = page_digests.after_keeping({"one": "mine", "two": "theirs", "three": "theirs"}, said, was, str)
    assert after == {"one": "mine", "two": "b", "three": "c"}


def test_a_box_that_was_not_drawn_counts_as_changed_by_its_sender():
    assert page_digests.changed_by_sender({"one": "a"}, {}, str) == {"one": "a"}


@pytest.mark.parametrize("sent", [None, "", "[]", "1", "{", '"x"'])
def test_whatever_comes_back_is_read(sent):
    assert page_digests.come_back(sent) == {}
    assert page_digests.come_back(json.dumps({"one": 1})) == {"one": "1"}
