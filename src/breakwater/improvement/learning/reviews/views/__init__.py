"""The pages of a review, of its drafts, and of what is published of it."""

from . import drafts, public, publishing, reviews

VIEWS = (*reviews.VIEWS, *drafts.VIEWS, *publishing.VIEWS, *public.VIEWS)
