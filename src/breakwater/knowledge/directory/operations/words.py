"""The vocabulary of needs that Breakwater brings."""

from pathlib import Path

import yaml

from ..models import Term, Vocabulary

SOURCE = Path(__file__).parents[1] / "data" / "needs.yaml"


def bring_needs() -> Vocabulary:
    """Put the needs into the directory, or bring them into step; ids stay."""
    said = yaml.safe_load(SOURCE.read_text())
    vocabulary, _ = Vocabulary.objects.update_or_create(
        key=said["key"], defaults={"name": said["name"], "description": said["description"]}
    )
    for order, term in enumerate(said["terms"], 1):
        Term.objects.update_or_create(vocabulary=vocabulary, code=term.pop("code"), defaults={**term, "order": order})
    return vocabulary
