"""A paper that a screen reader reads (PDF/UA-1), from a Typst template and data, with our own fonts.

Everything a person wrote stands in the data; nothing of it becomes part of the template.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"


def paper(template: Path, data: Mapping) -> bytes:
    """The PDF. The template finds `data` as JSON in `sys.inputs.data`."""
    return typst.compile(
        template,
        sys_inputs={"data": json.dumps(data)},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
