"""On what basis each agency shares what it sends, as that agency chose it (FD-11)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.partnership.organisations.access import Permission, require

from .. import lookup
from ..forms.drafts import LawfulBasisForm
from ..operations import lawful_basis


@require_http_methods(["GET", "HEAD", "POST"])
def lawful_bases(request):
    """What stands for each agency of the area, and a form to keep what one chose."""
    require(request.actor, Permission.ORGANISATIONS_EDIT)
    agencies = lookup.agencies_of(request.post.team.area)
    form = LawfulBasisForm(request.POST if request.method == "POST" else None)
    form.fields["organisation"].choices = [(each.public_id, each.name) for each in agencies]
    if request.method == "POST" and form.is_valid():
        organisation = agencies.get(public_id=form.cleaned_data["organisation"])
        lawful_basis.choose(
            organisation=organisation, basis=form.cleaned_data["basis"], by=request.actor, at=timezone.now()
        )
        messages.success(request, f"Kept for {organisation.name}: new forms show it")
        return redirect("front_door:lawful_bases")
    return render(
        request, "front_door/sending/lawful_bases.html", {"form": form, "rows": lawful_basis.of_all(agencies)}
    )
