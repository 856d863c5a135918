"""Early help."""

from ..expectations import GET, POST, WORKS_ON_IT, P, Route

EPISODE = "early-help/<str:reference>/"

ROUTES = [
    # Early help
    Route("early-help/", needs=P.EPISODE_READ, methods=GET),
    Route(EPISODE, "episode", P.EPISODE_READ, methods=GET),
    Route(f"{EPISODE}coordinate/", "episode", P.EPISODE_WORK, WORKS_ON_IT, methods=POST),
    *(Route(f"{EPISODE}{act}/", "episode", P.EPISODE_WORK, WORKS_ON_IT) for act in ("agreement", "lead", "step-up", "close")),
]  # fmt: skip
