"""Pages of strategies, plans and risks."""

from . import plans, risks, strategies

VIEWS = (*strategies.VIEWS, *plans.VIEWS, *risks.VIEWS)
