"""The published review on paper: anyone's, from its published text alone."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic import View

from breakwater.foundation.design.pages import light_page

from ...lessons.lookup import PUBLIC
from ..paper import report


@method_decorator(light_page, name="dispatch")
class PublishedPaper(View):
    """The PDF. It is typeset here, so nobody's properties, comments or drafts are in it."""

    route, name = "learning-from-reviews/<str:public_id>/report.pdf", "published_pdf"
    http_method_names = ("get", "head")

    @classmethod
    def path(cls):
        return path(cls.route, cls.as_view(), name=cls.name)

    def get(self, request, public_id):
        answer = HttpResponse(report(get_object_or_404(PUBLIC, public_id=public_id)), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="review.pdf"'
        return answer


VIEWS = (PublishedPaper,)
