"""The pages of support for schools."""

from . import asking, schools, visits

VIEWS = (*asking.VIEWS, *schools.VIEWS, *visits.VIEWS)
