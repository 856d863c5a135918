"""The front door: senders, the MASH, what agencies are asked, the designated officers."""

from ..expectations import GET, IS_ASKED, MASH, OF_THE_MASH, POST, SCREENS, P, Route, at_home

CONTACT = "mash/contacts/<str:reference>/"
DRAFT = "contacts/drafts/<str:public_id>/"
ALLEGATION = "designated-officer/<str:reference>/"
STRATEGY = "strategy/<str:reference>/"

ROUTES = [
    # Contacts, as their senders see them
    Route("contacts/", needs=P.RECEIPT_READ, methods=GET),
    Route("contacts/new/", needs=P.CONTACT_MAKE),
    Route("contacts/new/call/", needs=P.CONTACT_ADD),
    Route(DRAFT, "draft", P.CONTACT_MAKE, methods=GET),
    Route(f"{DRAFT}check/", "draft", P.CONTACT_MAKE, methods=GET),
    Route(f"{DRAFT}send/", "draft", P.CONTACT_MAKE, methods=POST),
    Route(f"{DRAFT}discard/", "draft", P.CONTACT_MAKE),
    Route(f"{DRAFT}<slug:page>/", "draft", P.CONTACT_MAKE),
    Route(f"{DRAFT}<slug:page>/keep/", "draft", P.CONTACT_MAKE, methods=POST),
    Route(f"{DRAFT}files/", "draft", P.CONTACT_MAKE, methods=GET),
    Route(f"{DRAFT}files/new/", "draft", P.CONTACT_MAKE),
    # A team without a roll has nobody to pick, a new draft no file, and a manager's question is found by that manager alone.
    # Proved beside the room, in tests of sending.
    Route(f"{DRAFT}roll/", "draft", P.CONTACT_MAKE, methods=()),
    Route(f"{DRAFT}files/<str:file_id>/remove/", "draft", P.CONTACT_MAKE, methods=()),
    Route("contacts/approvals/<str:public_id>/", needs=P.CONTACT_MAKE, methods=()),
    Route("contacts/lawful-bases/", needs=P.ORGANISATIONS_EDIT),
    # What the world sent came without a form, so that there is nothing to copy.
    Route("contacts/<str:reference>/copy/", "receipt", P.RECEIPT_READ, methods=()),
    Route("contacts/<str:reference>/", "receipt", P.RECEIPT_READ),
    Route("contacts/<str:reference>", "receipt", P.RECEIPT_READ),
    # The MASH
    Route(f"{CONTACT}oversight/", "screening", P.CONTACT_OVERSEE),
    Route("mash/samples/", needs=P.CONTACT_OVERSEE, methods=GET),
    Route(f"{CONTACT}known/<int:number>/", "known", P.CASE_READ, methods=GET),
    Route(f"{CONTACT}known/<int:number>/dissent/", "known", P.CONTACT_SCREEN),
    Route("mash/samples/<str:public_id>/", "sample", P.CONTACT_OVERSEE, methods=GET),
    Route("mash/samples/contacts/<str:public_id>/", "sample_item", P.CONTACT_OVERSEE),
    Route(f"{CONTACT}strategy/", "contact", P.STRATEGY_CALL),
    Route(STRATEGY, "strategy", P.STRATEGY_READ, methods=GET),
    *(
        Route(f"{STRATEGY}{act}/", "strategy", P.STRATEGY_WORK, OF_THE_MASH)
        for act in ("ask", "record", "actions", "not-held", "conclude")
    ),
    Route(f"{STRATEGY}worker/", "strategy", P.STRATEGY_WORK, OF_THE_MASH, methods=POST),
    Route(f"{STRATEGY}circulate/", "strategy", P.STRATEGY_WORK, OF_THE_MASH, methods=POST),
    Route(f"{STRATEGY}said/<str:public_id>/", "attendee", P.STRATEGY_WORK, OF_THE_MASH),
    Route(f"{STRATEGY}actions/<str:public_id>/", "action", P.STRATEGY_WORK, OF_THE_MASH, methods=POST),
    Route("mash/from-another-authority/", needs=P.CONTACT_ADD),
    Route(f"{CONTACT}pass-on/", "screening", P.CONTACT_DECIDE, OF_THE_MASH),
    Route(f"{CONTACT}passed/", "passing", P.CONTACT_SCREEN),
    Route(f"{CONTACT}passed/file/", "passing", P.CONTACT_SCREEN, SCREENS, methods=POST),
    Route("duty/", needs=P.DUTY_WORK, methods=GET),
    Route("mash/overnight/", needs=P.DUTY_PICK_UP, methods=GET),
    Route("duty/contacts/<str:reference>/", "screening", P.DUTY_WORK),
    # The world has no alarm and no night behind it. Proved beside the room.
    Route("duty/alarms/<str:public_id>/", needs=P.DUTY_WORK, methods=()),
    Route("mash/overnight/<int:number>/", needs=P.DUTY_PICK_UP, methods=()),
    Route("mash/figures/", needs=P.FIGURES_READ, methods=GET),
    Route("mash/figures/work-out/", needs=P.FIGURES_READ, methods=POST),
    # A list opens to those who may see all of it. Proved beside the room.
    Route("mash/figures/contacts/", needs=P.CONTACT_OVERSEE, methods=()),
    Route("mash/wall/", needs=P.WALL_READ, methods=GET),
    Route("mash/allocate/", needs=P.CONTACT_TAKE_OVER),
    Route("mash/", needs=P.BOARD_READ, methods=GET),
    Route(CONTACT, "contact", P.CASE_READ, methods=GET),
    Route(f"{CONTACT}card/", "card", P.BOARD_READ, methods=GET),
    Route(f"{CONTACT}claim/", "screening", P.CONTACT_CLAIM, SCREENS, methods=POST),
    Route(f"{CONTACT}take-over/", "screening", P.CONTACT_TAKE_OVER, OF_THE_MASH, methods=POST),
    Route(f"{CONTACT}release/", "screening", P.CONTACT_CLAIM, SCREENS, methods=POST),
    Route(f"{CONTACT}rate/", "screening", P.CONTACT_SCREEN, SCREENS),
    Route(f"{CONTACT}told/", "screening", P.CONTACT_ADD, SCREENS),
    Route(f"{CONTACT}child/", "screening", P.CONTACT_MATCH, SCREENS),
    Route(f"{CONTACT}child/choose/", "screening", P.CONTACT_MATCH, SCREENS, methods=POST),
    Route(f"{CONTACT}child/new/", "screening", P.CONTACT_MATCH, SCREENS),
    Route(f"{CONTACT}child/provisional/", "screening", P.CONTACT_MATCH, SCREENS, methods=POST),
    Route(f"{CONTACT}people/", "screening", P.CONTACT_MATCH, SCREENS),
    # Of one person named; the world's contact names none. Proved beside the room.
    *(
        Route(f"{CONTACT}people/<str:public_id>/{act}", "screening", P.CONTACT_MATCH, SCREENS, methods=())
        for act in ("", "choose/", "new/")
    ),
    Route(f"{CONTACT}screening/", "screening", P.CONTACT_SCREEN, SCREENS),
    Route(f"{CONTACT}screening/keep/", "screening", P.CONTACT_SCREEN, SCREENS, methods=POST),
    Route(f"{CONTACT}screening/items/", "screening", P.CONTACT_SCREEN, SCREENS),
    # Of one item of it; the world has none. Proved beside the room.
    Route(f"{CONTACT}screening/items/<str:public_id>/back/", "screening", P.CONTACT_SCREEN, SCREENS, methods=()),
    Route(f"{CONTACT}screening/children/", "screening", P.CONTACT_SCREEN, SCREENS),
    Route(f"{CONTACT}stage/", "screening", P.CONTACT_SCREEN, SCREENS, methods=POST),
    Route(f"{CONTACT}ready/", "screening", P.CONTACT_SCREEN, SCREENS),
    Route(f"{CONTACT}send-back/", "screening", P.CONTACT_DECIDE, OF_THE_MASH),
    Route(f"{CONTACT}open-case/", "screening", P.CONTACT_ROUTE, OF_THE_MASH),
    Route(f"{CONTACT}second/", "screening", P.CONTACT_DECIDE, OF_THE_MASH),
    # Social care's list: a row follows the child it is about. The world has no file that waits; proved beside the room.
    Route("social-care/", needs=P.SOCIAL_CARE_TAKE_IN, methods=GET),
    Route("social-care/new/", needs=P.SOCIAL_CARE_TAKE_IN),
    Route("social-care/files/<str:public_id>/", needs=P.SOCIAL_CARE_TAKE_IN, methods=()),
    Route("social-care/files/<str:public_id>/drop/", needs=P.SOCIAL_CARE_TAKE_IN, methods=()),
    Route("social-care/children/<str:public_id>/", "social_care", P.SOCIAL_CARE_SETTLE),
    # A closed contact shows its decision to whoever may decide; nobody decides it again.
    Route(f"{CONTACT}decide/", "screening", P.CONTACT_DECIDE, at_home(*MASH)),
    # What other agencies are asked
    Route("area/desks/", needs=P.ORGANISATIONS_EDIT, methods=GET),
    Route("area/desks/<slug:public_id>/", needs=P.ORGANISATIONS_EDIT),
    Route("requests/", needs=P.REQUEST_ANSWER, methods=GET),
    *(
        Route(f"requests/<str:reference>/{act}", "request", P.REQUEST_ANSWER, IS_ASKED)
        for act in ("", "nothing/", "decline/", "ask/")
    ),
    Route("requests/<str:reference>/take/", "request", P.REQUEST_ANSWER, IS_ASKED, methods=POST),
    Route(f"{CONTACT}ask/", "screening", P.REQUEST_SEND, SCREENS),
    Route("mash/requests/<str:reference>/", "request", P.REQUEST_SEND, methods=GET),
    *(
        Route(f"mash/requests/<str:reference>/{act}/", "request", P.REQUEST_SEND, SCREENS)
        for act in ("reply", "person", "close")
    ),
    Route("mash/requests/<str:reference>/send/", "request", P.REQUEST_SEND, SCREENS, methods=POST),
    *(Route(f"{CONTACT}{act}/", "screening", P.FEEDBACK_TELL, methods=POST) for act in ("acknowledged", "told-sender")),
    Route(f"{CONTACT}join/", "screening", P.CONTACT_JOIN, SCREENS),
    Route(
        f"{CONTACT}part/", "screening", P.CONTACT_JOIN, SCREENS, methods=()
    ),  # of two contacts; proved beside the room
    *(Route(f"mash/{rest}", needs=P.CALL_LOG) for rest in ("calls/new/", "advice/new/")),
    Route("mash/advice/", needs=P.CALL_LOG, methods=GET),
    # The world has no advice, no file and no single notice: proved beside the room.
    *(Route(f"mash/advice/<str:public_id>/{rest}", needs=P.CALL_LOG, methods=()) for rest in ("", "contact/")),
    *(Route(f"mash/notices/{rest}", needs=P.NOTICE_TAKE, methods=GET) for rest in ("", "sample.csv")),
    *(Route(f"mash/notices/{rest}", needs=P.NOTICE_TAKE) for rest in ("file/", "new/")),
    *(Route(f"mash/notices/{rest}<str:public_id>/", needs=P.NOTICE_TAKE, methods=()) for rest in ("", "files/")),
    Route(f"{CONTACT}not-told/", "screening", P.FEEDBACK_WAIVE, at_home(*MASH), methods=()),
    # The two compartments
    Route(f"{CONTACT}set-apart/", "screening", P.ALLEGATION_SEND),
    Route("designated-officer/", needs=P.ALLEGATION_WORK, methods=GET),
    Route(ALLEGATION, "allegation", P.CASE_READ, methods=GET),
    Route(f"{ALLEGATION}take-up/", "allegation", P.ALLEGATION_WORK, methods=POST),
    *(
        Route(f"{ALLEGATION}{act}/", "allegation", P.ALLEGATION_WORK)
        for act in ("organisation", "who", "pass-on", "decide", "may-know", "safety", "meeting", "referral", "action")
    ),
    # Of one person who may know; proved beside the room.
    Route(f"{ALLEGATION}may-know/<int:number>/", "allegation", P.ALLEGATION_WORK, methods=()),
    # Of one strike of it; proved beside the room.
    Route(f"{ALLEGATION}struck/<int:number>/lift/", "allegation", P.ALLEGATION_WORK, methods=()),
]
