"""Early help."""

from ..expectations import ANSWERS_FOR_LATE_WORK, GET, OF_A_WHOLE_MONTH, POST, WORKS_ON_IT, P, Route

EPISODE = "early-help/<str:reference>/"
ADVICE = "early-help/advice/<str:public_id>/"
SECTIONS = ("assessment/<slug:page>", "children/<str:key>/<slug:page>")

ROUTES = [
    # Early help
    Route("early-help/", needs=P.EPISODE_READ, methods=GET),
    Route("early-help/start/<str:public_id>/", "person", P.EPISODE_START),
    # From the line of a receipt that asks for it: proved beside the room.
    Route("early-help/asked/<str:reference>/<int:line>/", needs=P.EPISODE_START, methods=()),
    Route("early-help/figures/", needs=P.FIGURES_READ, methods=GET),
    Route("early-help/figures/work-out/", needs=P.FIGURES_READ, methods=POST),
    *(
        Route(f"early-help/figures/{page}/", needs=P.FIGURES_READ, who=OF_A_WHOLE_MONTH, methods=GET)
        for page in ("families", "offers")
    ),
    Route("early-help/figures/reviews/", needs=P.FIGURES_READ, who=ANSWERS_FOR_LATE_WORK, methods=GET),
    Route("early-help/outcomes/", needs=P.FORMS_EDIT, methods=GET),
    Route("early-help/outcomes/change/", needs=P.FORMS_EDIT),
    Route("early-help/advice/", needs=P.ADVICE_GIVE, methods=GET),
    Route("early-help/advice/new/", needs=P.ADVICE_GIVE),
    Route(ADVICE, "advice", P.EPISODE_READ, methods=GET),
    *(Route(f"{ADVICE}{act}/", "advice", P.ADVICE_GIVE) for act in ("follow-up", "named")),
    Route(f"{EPISODE}advice/new/", "episode", P.ADVICE_GIVE, WORKS_ON_IT),
    Route(EPISODE, "episode", P.EPISODE_READ, methods=GET),
    Route(f"{EPISODE}coordinate/", "episode", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    Route(f"{EPISODE}people/<str:key>/add/", "episode", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    *(
        Route(f"{EPISODE}{act}/", "episode", P.EPISODE_WORK, WORKS_ON_IT)
        for act in ("agreement", "lead", "step-up", "close")
    ),
    # Of a family that moved away, until it is known who has it there. Proved beside the room.
    Route(f"{EPISODE}moved/", needs=P.EPISODE_SETTLE, methods=()),
    # The assessment: beginning and finishing it are asked for where they are sent.
    *(
        Route(f"{EPISODE}{page}/", "episode", P.EPISODE_READ, methods=GET)
        for page in ("assessment", "assessment-whole", "assessment-table", "people")
    ),
    *(
        Route(f"{EPISODE}{page}/", "episode", P.EPISODE_WORK, WORKS_ON_IT)
        for page in (*SECTIONS, "score", "assessment-addendum")
    ),
    *(Route(f"{EPISODE}{page}/keep/", "episode", P.EPISODE_WORK, WORKS_ON_IT, methods=POST) for page in SECTIONS),
    # The plan
    Route(f"{EPISODE}plan/", "episode", P.EPISODE_READ, methods=GET),
    *(
        Route(f"{EPISODE}plan/{act}/", "episode", P.EPISODE_WORK, WORKS_ON_IT)
        for act in ("words", "goal", "action", "left-school")
    ),
    Route("early-help/goals/<str:public_id>/", "goal", P.EPISODE_WORK, WORKS_ON_IT),
    Route("early-help/goals/<str:public_id>/words/", "goal", P.EPISODE_WORK, WORKS_ON_IT),
    Route("early-help/actions/<str:public_id>/", "plan_action", P.EPISODE_WORK, WORKS_ON_IT),
    Route("early-help/actions/<str:public_id>/words/", "plan_action", P.EPISODE_WORK, WORKS_ON_IT),
    # Meetings of the team around the family
    Route(f"{EPISODE}meeting/", "episode", P.EPISODE_WORK, WORKS_ON_IT),
    Route("early-help/meetings/<str:public_id>/", "taf", P.EPISODE_READ, methods=GET),
    *(
        Route(f"early-help/meetings/<str:public_id>/{act}/", "taf", P.EPISODE_WORK, WORKS_ON_IT)
        for act in ("record", "send")
    ),
    Route("early-help/meetings/<str:public_id>/link/", "taf", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    # What the family reads and writes
    Route(f"{EPISODE}family/", "episode", P.EPISODE_READ, methods=GET),
    Route(f"{EPISODE}family/read/", "episode", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    Route(f"{EPISODE}family/number/", "episode", P.EPISODE_WORK, WORKS_ON_IT),
    *(
        Route(f"{EPISODE}family/<str:key>/{act}/", "episode", P.EPISODE_WORK, WORKS_ON_IT)
        for act in ("link", "copy", "reply")
    ),
    Route("early-help/links/<str:public_id>/end/", "family_link", P.EPISODE_WORK, WORKS_ON_IT),
    Route("early-help/parts/<str:public_id>/take/", "family_part", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    # By a link of one's own: the same words for every link that opens nothing, whoever asks
    Route("family/part/", public=True),
    Route("family/danger/", public=True),
    *(Route(f"family/{page}", methods=GET, public=True) for page in ("plan/", "plan.pdf", "meeting.ics", "leave/")),
    Route("family/comment/", methods=POST, public=True),
    Route("family/<str:token>/", public=True),
    Route("meeting-reply/<str:token>/", public=True),
]
