"""What the product told me."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.notifications import operations
from breakwater.partnership.notifications.models import Notification


class ShowNotifications(ListPage):
    route, name, template_name = "notifications/", "notifications", "web/notifications.html"
    paginate_by, may_be_taken_away = 25, False

    def get_queryset(self):
        return operations.told_to(self.request.user)

    def get_context_data(self, **more):
        return super().get_context_data(unread=self.object_list.filter(read_at=None).exists(), **more)


@require_POST
def read_all(request):
    operations.mark_read(user=request.user, at=timezone.now())
    return redirect("web:notifications")


@require_POST
def open_one(request, number):
    """Mark one as read and go where it points. The home that is everyone's is no place of work: Today stands for it."""
    one = get_object_or_404(Notification, user=request.user, pk=number)
    operations.mark_read(user=request.user, at=timezone.now(), only=one)
    return redirect("web:today" if one.path == reverse("content:home") else one.path)
