"""The open interface, its page for developers, and connected systems."""

from ..expectations import GET, P, Route

ONE, KEY = "systems/<str:public_id>/", "systems/keys/<str:public_id>/"


ROUTES = [
    Route("api/v1/", public=True, methods=GET),
    # Whatever is beneath: proved beside the room, and by what the document promises.
    Route("api/v1/<path:rest>", public=True, methods=()),
    Route("developers/", public=True, methods=GET),
    Route("systems/", needs=P.SYSTEMS_SEE, methods=GET),
    Route("systems/new/", needs=P.SYSTEM_CONNECT),
    # The world has no system. Proved beside the room.
    Route(ONE, needs=P.SYSTEMS_SEE, methods=()),
    Route(f"{ONE}key/", needs=P.SYSTEM_CONNECT, methods=()),
    Route(f"{KEY}approve/", needs=P.SYSTEM_APPROVE, methods=()),
    Route(f"{KEY}make/", needs=P.SYSTEM_CONNECT, methods=()),
    Route(f"{KEY}exchange/", needs=P.SYSTEM_CONNECT, methods=()),
    Route(f"{KEY}end/", needs=P.SYSTEMS_SEE, methods=()),
    Route("systems/webhooks/<str:public_id>/hold/", needs=P.SYSTEMS_SEE, methods=()),
    Route("systems/deliveries/<str:public_id>/resend/", needs=P.SYSTEM_CONNECT, methods=()),
]
