"""The coded lists of incidents, by edition (`data/codes.yaml`)."""

from pathlib import Path

import yaml

CODES = yaml.safe_load((Path(__file__).parent / "data" / "codes.yaml").read_text())
PLACES: dict[str, str] = CODES["places"]
PLATFORMS: dict[str, str] = CODES["platforms"]
TIMES: dict[str, str] = CODES["times"]
RELATIONSHIPS: dict[str, str] = CODES["relationships"]
ETHNIC_GROUPS: dict[str, str] = CODES["ethnic_groups"]
UNTIL_REPORTED: dict[str, str] = CODES["until_reported"]
STATES: dict[str, dict[str, str]] = CODES["states"]
REVIEWS: dict = CODES["reviews"]
REFERRAL: dict = yaml.safe_load((Path(__file__).parent / "data" / "referral.yaml").read_text())
PAGING = yaml.safe_load((Path(__file__).parent / "data" / "paging.yaml").read_text())
PREVENTION = yaml.safe_load((Path(__file__).parent / "data" / "prevention.yaml").read_text())
TRAINING: dict[str, str] = PREVENTION["training"]
AUDIT_MONTHS: int = PREVENTION["audit"]["months"]
REPORT_WEEKS: int = PREVENTION["report"]["weeks_after_term"]
