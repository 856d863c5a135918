"""The addresses of information rights."""

from . import views
from .correcting import views as correcting
from .disputing import views as disputing
from .giving import views as giving
from .masking import views as masking
from .processing import views as processing

app_name = "information_rights"
urlpatterns = [
    view.path() for room in (views, masking, disputing, correcting, giving, processing) for view in room.VIEWS
]
