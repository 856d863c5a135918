"""The editor's addresses: Wagtail's own, each behind our gate. They are named by Wagtail, so they stand in no namespace."""

from wagtail.admin.urls import urlpatterns as of_wagtail
from wagtail.utils.urlpatterns import decorate_urlpatterns

from ..views.staff import editors_only

urlpatterns = decorate_urlpatterns(of_wagtail, editors_only)
