"""The addresses of needs and commissioning."""

from .gaps import views as gaps
from .gates import views as gates
from .needs import views as needs
from .provision import views as provision
from .question import views as question
from .withdrawing import views as withdrawing

app_name = "commissioning"

urlpatterns = [view.path() for room in (question, needs, provision, gaps, gates, withdrawing) for view in room.VIEWS]
