"""Serious incidents, reviews and learning. Nobody who asks in the small world is named on an incident: proved beside the room."""

from ..expectations import GET, P, Route

AT = "serious-incidents/"

ROUTES = [
    Route(AT, needs=P.SERIOUS_READ, methods=GET),
    Route(f"{AT}raise/", needs=P.SERIOUS_RAISE),
    Route(f"{AT}<str:public_id>/", needs=P.SERIOUS_READ, methods=()),
]
