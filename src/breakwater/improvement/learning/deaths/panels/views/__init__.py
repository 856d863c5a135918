"""Pages of the child death overview panel: meetings and cases, notices and what is published, figures, the tracker as a file."""

from . import cases, figures, files, meetings, sharing

VIEWS = (*meetings.VIEWS, *cases.VIEWS, *sharing.VIEWS, *figures.VIEWS, *files.VIEWS)
