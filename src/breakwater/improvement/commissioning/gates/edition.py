"""The gates of a contract as `data/gates.yaml` has them. A contract keeps the edition it began with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

_DATA = yaml.safe_load((Path(__file__).parents[1] / "data" / "gates.yaml").read_text())
NEWEST: str = _DATA["edition"]
SOURCE, REVIEW_BY = _DATA["source"], _DATA["review_by"]
AWARD, MONITORING = "award", "monitoring"


@dataclass(frozen=True)
class Check:
    """`audited`: an organisation's return to a round of audits may be its evidence. `always`: why it applies to every contract,
    with the source, so that nobody may answer that it does not; empty where it may not apply. `pass_or_fail`: no reason opens the award
    while it is not passed, so nobody may answer that it does not apply either."""

    key: str
    text: str
    audited: bool = False
    always: str = ""
    pass_or_fail: bool = False

    @property
    def always_applies(self) -> bool:
        return bool(self.always) or self.pass_or_fail


@dataclass(frozen=True)
class Gate:
    key: str
    title: str
    checks: Sequence[Check]

    def check(self, key: str) -> Check | None:
        return next((each for each in self.checks if each.key == key), None)


def _gate(said: Mapping) -> Gate:
    checks = (Check(**each | {"always": _DATA["always"].get(each.get("always"), "")}) for each in said["checks"])
    return Gate(said["key"], said["title"], tuple(checks))


EDITIONS: Mapping[str, Sequence[Gate]] = {
    name: tuple(_gate(each) for each in gates) for name, gates in _DATA["editions"].items()
}
