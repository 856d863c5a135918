"""The code lists of the national statistics, by edition (`data/codes.yaml`), and what the panel's own terms say (`data/panel.yaml`)."""

from pathlib import Path

import yaml

CODES = yaml.safe_load((Path(__file__).parent / "data" / "codes.yaml").read_text())
EDITION: str = CODES["edition"]
SOURCES: dict[str, str] = CODES["sources"]
CONCERNS: dict[str, str] = CODES["concerns"]
NATIONAL: dict = CODES["national"]
NATIONAL_FORM: dict = CODES["national_form"]
# Who must be there before the panel decides, and for how long vetting counts.
PANEL: dict = yaml.safe_load((Path(__file__).parent / "data" / "panel.yaml").read_text())
