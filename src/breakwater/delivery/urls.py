"""Every address of the product: the one file that knows each room's urls."""


urlpatterns = []
