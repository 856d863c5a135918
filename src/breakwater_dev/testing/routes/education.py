"""Education link work: the lists, the calls about them and the letters that follow."""

from ..expectations import GET, POST, P, Route

LISTS, OURS = "lists/<str:public_id>/", "our-list/<str:public_id>/"
CALL, TALK, ROW = "lists/calls/<str:public_id>/", "lists/calls/talk/<str:public_id>/", "our-list/rows/<str:public_id>/"

ROUTES = [
    # The authority's: of all schools of its area
    Route("lists/", needs=P.FORTNIGHT_READ, methods=GET),
    Route("lists/release/", needs=P.LIST_CHECK, methods=POST),
    Route("lists/held/", needs=P.LIST_CHECK, methods=GET),
    Route("lists/in-doubt/", needs=P.FORTNIGHT_READ, methods=GET),
    Route("lists/held/<str:public_id>/", "kept_off", P.LIST_CHECK),
    Route("lists/corrections/", needs=P.LIST_CORRECT, methods=GET),
    Route("lists/corrections/<str:public_id>/", "list_correction", P.LIST_CORRECT),
    Route("lists/worries/", needs=P.LIST_CHECK, methods=GET),
    Route("lists/worries/<str:public_id>/", "list_worry", P.LIST_CHECK),
    Route("lists/above/", needs=P.FORTNIGHT_READ, methods=GET),
    Route("lists/above/<str:code>/", needs=P.LIST_CHECK, methods=GET),
    Route("lists/trust/", needs=P.TRUST_READ, methods=GET),
    Route("lists/patches/", needs=P.FORTNIGHT_READ, methods=GET),
    Route("lists/patches/<str:public_id>/cover/", "our_patch", P.LIST_CHECK),
    Route("lists/patches/<str:public_id>/cover/<int:number>/end/", "our_patch", P.LIST_CHECK, methods=POST),
    Route("who-to-talk-to/", needs=P.TALK_READ, methods=GET),
    Route("who-to-talk-to/new/", needs=P.TALK_READ),
    Route("who-to-talk-to/<str:public_id>/", "our_line", P.TALK_READ),
    *(
        Route(f"who-to-talk-to/<str:public_id>/{act}/", "our_line", P.TALK_READ, methods=POST)
        for act in ("confirm", "take-out")
    ),
    Route("lists/unanswered/", needs=P.LIST_CHECK),
    Route("lists/leads/", needs=P.LIST_CHECK, methods=GET),
    Route("lists/leads/<int:number>/ask/", needs=P.LIST_CHECK, methods=POST),
    Route("lists/consultations/", needs=P.LIST_CHECK, methods=GET),
    Route("lists/consultations/<str:public_id>/", "consultation", P.LIST_CHECK, methods=GET),
    Route("lists/consultations/<str:public_id>/asked-again/", "consultation", P.LIST_CHECK, methods=POST),
    Route("lists/consultations/<str:public_id>/contact/", "consultation", P.LIST_CHECK),
    Route("lists/files/", needs=P.LIST_CHECK, methods=GET),
    Route(f"{LISTS}consultation/", "school_list", P.LIST_CHECK),
    Route("lists/cohorts/", needs=P.COHORTS_READ, methods=GET),
    Route("lists/cohorts/begin/", needs=P.COHORTS_EDIT, methods=POST),
    Route("lists/cohorts/new/", needs=P.COHORTS_EDIT),
    Route("lists/cohorts/<str:code>/", needs=P.COHORTS_READ, methods=GET),
    Route("lists/cohorts/<str:code>/waiting/", needs=P.COHORTS_READ, methods=GET),
    Route("lists/cohorts/<str:code>/waiting/decide/", needs=P.COHORTS_RELEASE, methods=POST),
    Route("lists/cohorts/<str:code>/waiting/back/", needs=P.COHORTS_EDIT, methods=POST),
    Route("lists/rows/<str:public_id>/note/", "shared_row", P.LIST_CHECK),
    Route(LISTS, "school_list", P.LIST_CHECK, methods=GET),
    Route(f"{LISTS}check/", "school_list", P.LIST_CHECK, methods=POST),
    Route(f"{LISTS}release/", "school_list", P.LIST_CHECK),
    Route(f"{LISTS}recall/", "school_list", P.LIST_CHECK),
    Route(f"{LISTS}regenerate/", "school_list", P.LIST_CHECK, methods=POST),
    Route(f"{LISTS}paper/", "school_list", P.LIST_CHECK),
    Route(f"{LISTS}paper/<int:number>/end/", "school_list", P.LIST_CHECK, methods=()),
    # On paper where somebody let that reader: tests/test_a_list_on_paper.py
    Route(f"{OURS}list.pdf", "school_list", P.LIST_READ, methods=()),
    # The calls
    Route("lists/calls/", needs=P.CALL_WORK, methods=GET),
    Route(CALL, "call", P.CALL_WORK, methods=GET),
    *(Route(f"{CALL}{act}/", "call", P.CALL_WORK) for act in ("arrange", "tried", "times", "end")),
    Route(f"{CALL}begin/", "call", P.CALL_WORK, methods=POST),
    *(Route(f"{CALL}{page}", "call", P.CALL_WORK, methods=GET) for page in ("letter/", "letter.pdf")),
    *(Route(f"{CALL}letter/{act}/", "call", P.CALL_WORK, methods=POST) for act in ("send", "back")),
    *(Route(f"{TALK}{act}", "talk", P.CALL_WORK) for act in ("", "differs/", "harm/")),
    Route(f"{TALK}keep/", "talk", P.CALL_WORK, methods=POST),
    Route("lists/rows/<str:public_id>/talk/", "shared_row", P.CALL_WORK, methods=POST),
    *(
        Route(f"lists/calls/agreed/<str:public_id>/{act}/", "agreed", P.CALL_WORK, methods=POST)
        for act in ("done", "drop")
    ),
    Route("lists/calls/differences/<str:public_id>/", "difference", P.CALL_WORK),
    # A school's own
    Route("our-list/", needs=P.LIST_READ, methods=GET),
    Route(ROW, "shared_row", P.LIST_ANSWER),
    *(Route(f"{ROW}{act}/", "shared_row", P.LIST_ANSWER, methods=POST) for act in ("right", "undo", "upn")),
    Route("our-list/not-ours/<str:public_id>/undo/", "list_correction", P.LIST_ANSWER, methods=POST),
    Route("our-list/files/<str:public_id>/sent/", "file_transfer", P.LIST_ANSWER, methods=POST),
    Route("our-list/worries/<str:public_id>/", "list_worry", P.LIST_READ, methods=GET),
    *(
        Route(f"our-list/letters/<str:public_id>/{page}", "letter", P.LIST_READ, methods=GET)
        for page in ("", "letter.pdf")
    ),
    Route("our-list/agreed/<str:public_id>/done/", "agreed", P.LIST_ANSWER, methods=POST),
    Route(OURS, "school_list", P.LIST_READ, methods=GET),
    *(Route(f"{OURS}{act}/", "school_list", P.LIST_ANSWER, methods=POST) for act in ("unchanged", "acknowledge")),
    Route(f"{OURS}worry/", "school_list", P.LIST_ANSWER),
    Route(f"{ROW}prompts/<int:number>/", "shared_row", P.LIST_ANSWER),
    Route("our-list/came/<str:public_id>/", "file_receipt", P.LIST_ANSWER),
]
