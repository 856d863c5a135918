"""One line of what was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was looked at, its figure, whether it is as it must be, and what to do where it is not."""

    id: str
    figure: str | int
    passed: bool
    do: str = ""

    @property
    def line(self) -> str:
        """ "backup-age 31h fail Run ./breakwater backup": the figure is one word, so that a script reads the line by its spaces."""
        figure = str(self.figure).replace(" ", "-") or "-"
        return f"{self.id} {figure} pass" if self.passed else f"{self.id} {figure} fail {self.do}"
