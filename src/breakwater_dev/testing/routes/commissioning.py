"""Needs and commissioning. The small world has none: what is beneath a row is proved beside the room."""

from ..expectations import GET, POST, P, Route

NEEDS, SERVICES = "commissioning/needs/", "commissioning/services/"
GAPS, CONTRACTS = "commissioning/gaps/", "commissioning/contracts/"
GAP, CONTRACT = f"{GAPS}<str:public_id>/", f"{CONTRACTS}<str:public_id>/"
NEED, SERVICE = f"{NEEDS}<str:public_id>/", f"{SERVICES}<str:public_id>/"
READ, KEEP = {"needs": P.COMMISSIONING_READ}, {"needs": P.COMMISSIONING_KEEP}

ROUTES = [
    *(
        Route(at, **READ, methods=GET)
        for at in ("commissioning/where/", "commissioning/ending/", NEEDS, SERVICES, GAPS)
    ),
    *(Route(at, **KEEP, methods=GET) for at in (CONTRACTS, "commissioning/withdrawn/")),
    Route("commissioning/withdraw/<slug:kind>/<str:public_id>/", **KEEP, methods=()),
    *(Route(at, **READ, methods=()) for at in (NEED, SERVICE, GAP)),
    Route(CONTRACT, **KEEP, methods=()),
    *(Route(f"{at}new/", **KEEP) for at in (NEEDS, SERVICES, GAPS, CONTRACTS)),
    Route(f"{NEEDS}file/", **KEEP),
    Route(f"{NEEDS}file/take-in/", **KEEP, methods=POST),
    Route(f"{NEEDS}file/needs.csv", **KEEP, methods=GET),
    *(Route(f"{NEED}{act}/", **KEEP, methods=()) for act in ("figure", "met", "recorded")),
    *(Route(f"{SERVICE}{act}/", **KEEP, methods=()) for act in ("quarter", "change", "recorded")),
    *(Route(f"{GAP}{act}/", **KEEP, methods=()) for act in ("option", "decide", "change")),
    *(
        Route(f"{CONTRACT}{act}/", **KEEP, methods=())
        for act in ("open", "return", "recorded", "<slug:gate>/<slug:check>")
    ),
]
