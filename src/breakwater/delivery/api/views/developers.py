"""The interface itself, and the page that describes it to developers."""

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from breakwater.foundation.design.pages import light_page, public_page

from .. import describing, door


@public_page
@csrf_exempt
def v1(request, rest=""):
    return door.answer(request, rest)


@light_page
@require_safe
def developers(request):
    return render(request, "api/developers.html", describing.page())
