"""Decisions of reviewers make the probabilities of their own installation truer, and change nothing else (SG-23)."""

from datetime import date

import numpy as np
import pytest

from breakwater.partnership.people.linking import calibrating, second
from breakwater.partnership.people.linking.calibrating import NoBetter, Said, TooFewDecisions

TODAY = date(2026, 11, 25)


def decided(many: int, *, lower: float, version: str = "", seed: int = 5) -> list[Said]:
    """Decisions of a town where children are one less often than the model says, by `lower` in its odds."""
    random = np.random.default_rng(seed)
    odds = random.uniform(-3, 5, many)
    same = random.random(many) < 1 / (1 + np.exp(-(odds - lower)))
    version = version or second.load().version
    return [Said(1 / (1 + np.exp(-x)), bool(one), version) for x, one in zip(odds, same, strict=True)]


def test_a_model_that_said_too_much_says_less_after_and_its_card_says_on_what(tmp_path):
    made = calibrating.calibrate(second.load(), decided(800, lower=1.5), tmp_path / "own", today=TODAY)
    own = second.load(tmp_path / "own")
    assert own.version == f"{second.load().version}+site.1"
    assert own.card["calibrated_on"] == made
    assert (made["decisions"], made["on"], made["of"]) == (800, "2026-11-25", "this installation's reviewers alone")
    assert made["log_loss_after"] < made["log_loss_before"]
    assert own.calibrated(np.array([2.0]))[0] < second.load().calibrated(np.array([2.0]))[0] - 0.05


def test_the_order_of_pairs_stays_and_no_more_of_them_are_automatic(tmp_path):
    for lower in (1.5, -1.5):
        calibrating.calibrate(second.load(), decided(800, lower=lower), tmp_path / "own", today=TODAY)
        own, shipped = second.load(tmp_path / "own"), second.load()
        odds = np.linspace(-8, 10, 400)
        assert np.all(np.diff(own.calibrated(odds)) >= 0)
        automatic = own.calibrated(odds) >= own.card["automatic_from"]
        assert not (automatic & (shipped.calibrated(odds) < shipped.card["automatic_from"])).any()


def test_calibrating_again_starts_from_what_the_shipped_model_said(tmp_path):
    first = decided(800, lower=1.5)
    calibrating.calibrate(second.load(), first, tmp_path / "own", today=TODAY)
    own = second.load(tmp_path / "own")
    a, b = own.card["calibrations"][own.version]
    again = [
        Said(1 / (1 + np.exp(-(a * np.log(one.probability / (1 - one.probability)) + b))), one.same, own.version)
        for one in first
    ]
    made = calibrating.calibrate(own, again, tmp_path / "own", today=TODAY)
    assert second.load(tmp_path / "own").version.endswith("+site.2")
    assert (made["steeper"], made["higher"]) == pytest.approx((a, b), abs=0.01)


@pytest.mark.parametrize("many", [0, 1, 99])
def test_too_few_decisions_teach_nothing(tmp_path, many):
    with pytest.raises(TooFewDecisions, match="stays as it is"):
        calibrating.calibrate(second.load(), decided(many, lower=1.5), tmp_path / "own", today=TODAY)
    assert not (tmp_path / "own").exists()


def test_many_decisions_of_one_answer_teach_nothing(tmp_path):
    one_sided = [one for one in decided(2000, lower=0.0) if one.same]
    with pytest.raises(TooFewDecisions):
        calibrating.calibrate(second.load(), one_sided, tmp_path / "own", today=TODAY)


def test_decisions_on_what_another_model_said_do_not_count(tmp_path):
    with pytest.raises(TooFewDecisions, match="^0 decisions"):
        calibrating.calibrate(second.load(), decided(800, lower=1.5, version="2019-01-01"), tmp_path, today=TODAY)


def test_a_model_that_said_right_stays(tmp_path):
    with pytest.raises(NoBetter):
        calibrating.calibrate(second.load(), decided(300, lower=0.0, seed=2), tmp_path / "own", today=TODAY)
    assert not (tmp_path / "own").exists()
