"""A QR code as one path of an SVG, for a page or a paper."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M

BORDER = 4  # squares, as the standard asks


def squares(address: str) -> list[list[bool]]:
    """Dark and light squares, with the border."""
    made = qrcode.QRCode(border=BORDER, error_correction=ERROR_CORRECT_M)
    made.add_data(address)
    made.make(fit=True)
    return made.get_matrix()


def drawn(address: str) -> dict[str, str | int]:
    """`size` of the picture in squares, and the `path` of its dark ones."""
    rows = squares(address)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"size": len(rows), "path": path}
