"""What makes a release: its dump and the list of its migrations (docs/releases.md), the linter of new ones, its parts list."""

from breakwater.delivery.cli import CHECKOUT

UPGRADES = CHECKOUT / "tests" / "upgrades"
