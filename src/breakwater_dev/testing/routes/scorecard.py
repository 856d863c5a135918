"""The scorecard: read by whoever reads of the partnership, kept by its business manager. What is beneath a period is proved beside the room."""

from ..expectations import GET, P, Route

AT = "scorecard/"
ONE, FILES = f"{AT}indicators/<slug:code>/", f"{AT}files/"
KEEP = {"needs": P.SCORECARD_KEEP, "methods": ()}

ROUTES = [
    *(Route(f"{AT}{page}", needs=P.PARTNERSHIP_READ, methods=GET) for page in ("", "areas/")),
    Route(ONE, needs=P.PARTNERSHIP_READ, methods=()),
    *(Route(f"{ONE}<str:first>/{act}/", **KEEP) for act in ("value", "benchmark")),
    Route(f"{ONE}<str:first>/comment/", needs=P.SCORECARD_COMMENT, methods=()),
    Route(f"{AT}bring-over/", **KEEP),
    *(Route(f"{FILES}{page}", needs=P.SCORECARD_KEEP, methods=GET) for page in ("", "new/", "template.csv")),
    *(Route(f"{FILES}{act}/", **KEEP) for act in ("take-in", "<str:public_id>/undo")),
]
