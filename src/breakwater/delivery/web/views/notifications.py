"""What the product told me."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.partnership.notifications import operations
from breakwater.partnership.notifications.models import Notification

SHOWN = 25


@require_safe
def notifications(request):
    mine = Notification.objects.filter(user=request.user).order_by("-made_at", "-id")
    page = Paginator(mine, SHOWN).get_page(request.GET.get("page"))
    return render(request, "web/notifications.html", {"page": page, "unread": mine.filter(read_at=None).exists()})


@require_POST
def read_all(request):
    operations.mark_read(user=request.user, at=timezone.now())
    return redirect("web:notifications")


@require_POST
def open_one(request, number):
    """Mark one as read and go where it points."""
    one = get_object_or_404(Notification, user=request.user, pk=number)
    operations.mark_read(user=request.user, at=timezone.now(), only=one)
    return redirect(one.path)
