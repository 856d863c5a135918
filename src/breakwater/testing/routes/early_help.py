"""Early help."""

from ..expectations import GET, POST, WORKS_ON_IT, P, Route

EPISODE = "early-help/<str:reference>/"
ADVICE = "early-help/advice/<str:public_id>/"

ROUTES = [
    # Early help
    Route("early-help/", needs=P.EPISODE_READ, methods=GET),
    Route("early-help/advice/", needs=P.ADVICE_GIVE, methods=GET), Route("early-help/advice/new/", needs=P.ADVICE_GIVE),
    Route(ADVICE, "advice", P.EPISODE_READ, methods=GET),
    *(Route(f"{ADVICE}{act}/", "advice", P.ADVICE_GIVE) for act in ("follow-up", "named")),
    Route(f"{EPISODE}advice/new/", "episode", P.ADVICE_GIVE, WORKS_ON_IT),
    Route(EPISODE, "episode", P.EPISODE_READ, methods=GET),
    Route(f"{EPISODE}coordinate/", "episode", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    *(Route(f"{EPISODE}{act}/", "episode", P.EPISODE_WORK, WORKS_ON_IT) for act in ("agreement", "lead", "step-up", "close")),
]  # fmt: skip
