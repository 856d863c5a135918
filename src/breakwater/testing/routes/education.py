"""Education link work. The world has no list of a school; the pages of one are proved beside the room."""

from ..expectations import GET, POST, P, Route

ONE, OURS = "lists/<str:public_id>/", "our-list/<str:public_id>/"

ROUTES = [
    # The authority's: of all schools of its area
    Route("lists/", needs=P.FORTNIGHT_READ, methods=GET),
    Route("lists/release/", needs=P.LIST_CHECK, methods=POST),
    Route("lists/held/", needs=P.LIST_CHECK, methods=GET),
    Route("lists/held/<str:public_id>/", needs=P.LIST_CHECK, methods=()),
    Route("lists/corrections/", needs=P.LIST_CORRECT, methods=GET),
    Route("lists/corrections/<str:public_id>/", needs=P.LIST_CORRECT, methods=()),
    Route("lists/worries/", needs=P.LIST_CHECK, methods=GET),
    Route("lists/worries/<str:public_id>/", needs=P.LIST_CHECK, methods=()),
    Route("lists/cohorts/", needs=P.COHORTS_READ, methods=GET),
    Route("lists/cohorts/begin/", needs=P.COHORTS_EDIT, methods=POST),
    Route("lists/cohorts/<str:code>/", needs=P.COHORTS_READ, methods=()),
    Route("lists/rows/<str:public_id>/note/", needs=P.LIST_CHECK, methods=()),
    *(Route(f"{ONE}{act}", needs=P.LIST_CHECK, methods=()) for act in ("", "check/", "release/", "recall/")),
    # A school's own
    Route("our-list/", needs=P.LIST_READ, methods=GET),
    *(Route(f"our-list/rows/<str:public_id>/{act}", needs=P.LIST_ANSWER, methods=()) for act in ("", "right/", "undo/", "upn/")),
    Route("our-list/files/<str:public_id>/sent/", needs=P.LIST_ANSWER, methods=()),
    Route("our-list/worries/<str:public_id>/", needs=P.LIST_READ, methods=()),
    Route(OURS, needs=P.LIST_READ, methods=()),
    *(Route(f"{OURS}{act}/", needs=P.LIST_ANSWER, methods=()) for act in ("unchanged", "acknowledge", "worry")),
]  # fmt: skip
