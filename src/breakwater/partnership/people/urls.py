"""The addresses of the room: those of its inner rooms."""

from .intake.earlier import urls as earlier
from .intake.lists import urls as lists
from .intake.rolls import urls as rolls

app_name = "people"

urlpatterns = [*rolls.urlpatterns, *lists.urlpatterns, *earlier.urlpatterns]
