"""The pages of self-assessments, by whose they are: the organisation's that answers, and the team's that asks."""

from . import own, returns

VIEWS = (*returns.VIEWS, *own.VIEWS)
