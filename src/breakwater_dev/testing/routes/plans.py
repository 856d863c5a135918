"""Plans, scrutiny and the yearly report. The small world has none: what is beneath one is proved beside the rooms."""

from ..expectations import GET, P, Route

ID = "<str:public_id>/"
STRATEGIES, PLANS, RISKS = "strategies/", "plans-of-the-partnership/", "risks-of-the-partnership/"
ESCALATED, SCRUTINY, VOICE = "escalations-of-all-areas/", "scrutiny/", "voice/"
REPORTS, PUBLIC = "reports-of-the-partnership/", "yearly-reports/"


def _beneath(at: str, *acts: str, needs: P = P.PLAN_KEEP) -> list[Route]:
    return [Route(f"{at}{act}/" if act else at, needs=needs, methods=()) for act in acts]


ROUTES = [
    Route("your-areas/", needs=P.PLAN_READ, methods=GET),
    *(Route(at, needs=P.PLAN_READ, methods=GET) for at in (STRATEGIES, PLANS, RISKS, SCRUTINY, VOICE, REPORTS)),
    *(Route(f"{at}new/", needs=P.PLAN_KEEP) for at in (STRATEGIES, PLANS, RISKS, SCRUTINY, VOICE, REPORTS)),
    *(
        Route(f"{at}{ID}", needs=P.PLAN_READ, methods=())
        for at in (STRATEGIES, PLANS, f"{PLANS}priorities/", RISKS, ESCALATED, SCRUTINY, VOICE, REPORTS)
    ),
    *_beneath(f"{STRATEGIES}{ID}", "ratify", "escalate"),
    *_beneath(f"{STRATEGIES}{ID}", "text", "objective", needs=P.STRATEGY_KEEP),
    *_beneath(f"{ESCALATED}{ID}", "answer", needs=P.STRATEGY_ANSWER),
    *_beneath(f"{PLANS}{ID}", "priority", "answer"),
    *_beneath(f"{PLANS}priorities/{ID}", "work", "measure", "vary", "change"),
    *_beneath(f"{PLANS}measures/{ID}", "", "change"),
    *_beneath(f"{PLANS}work/{ID}", "", "change"),
    *_beneath(f"{RISKS}{ID}", "review", "change"),
    *_beneath(f"{SCRUTINY}{ID}", "held", "finding"),
    *_beneath(f"{SCRUTINY}findings/{ID}", "ask", "action", "changed"),
    *_beneath(f"{SCRUTINY}answers/{ID}", ""),
    *_beneath(f"{VOICE}{ID}", "followed", "take-off"),
    *_beneath(f"{VOICE}{ID}", "publish", needs=P.VOICE_PUBLISH),
    *_beneath(f"{REPORTS}{ID}", "draw", "freeze", "take-back", "publish", "sent", "take-off"),
    *_beneath(f"{REPORTS}{ID}section/<slug:code>/", "", "leave-out", "show"),
    *_beneath(f"{REPORTS}{ID}", "sign", needs=P.REPORT_SIGN),
    Route(f"{REPORTS}{ID}report.pdf", needs=P.PLAN_READ, methods=()),
    Route("you-said-we-did/", public=True, methods=GET),
    Route(PUBLIC, public=True, methods=GET),
    *(Route(f"{PUBLIC}{ID}{page}", public=True, methods=()) for page in ("", "report.pdf")),
]
