"""The pages of child deaths: the tracker, one record with its response, the professionals who are asked, the key worker."""

from . import family, pages, public, respondents, steps

VIEWS = (*family.VIEWS, *respondents.VIEWS, *public.VIEWS, *pages.VIEWS[:2], *steps.VIEWS, *pages.VIEWS[2:])
