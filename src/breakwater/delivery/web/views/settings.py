"""A person's own settings: posts, sign-in, single keys."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from breakwater.delivery.web.forms import KeysForm


@require_safe
def me(request):
    return render(request, "web/me.html", {"person": request.user, "posts": request.posts})


def keys(request):
    """Switch single-key commands on or off (SG-32)."""
    form = KeysForm(request.POST or None, initial={"on": request.user.single_keys})
    if request.method == "POST" and form.is_valid():
        request.user.single_keys = form.cleaned_data["on"]
        request.user.save(update_fields=["single_keys"])
        messages.success(request, f"Single keys are {'on' if request.user.single_keys else 'off'}")
        return redirect("web:me")
    return render(request, "web/keys.html", {"form": form})
