"""Pages of roles, arrangements, agreements and contributions."""

from . import agreements, editions, public, roles

VIEWS = (*roles.VIEWS, *editions.VIEWS, *agreements.VIEWS, *public.VIEWS)
