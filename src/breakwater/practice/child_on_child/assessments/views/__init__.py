"""The pages of a plan: the plan, writing and approving a version, measures, instructions, what is ordered or exported."""

from . import instructions, measures, orders, plans, writing

VIEWS = (*plans.VIEWS, *writing.VIEWS, *measures.VIEWS, *instructions.VIEWS, *orders.VIEWS)
