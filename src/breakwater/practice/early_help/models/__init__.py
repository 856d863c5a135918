"""The nouns of early help, one file each: the episode, agreement, assessment, plan, meetings, the family's link, the ending."""

from .advice import Advice, Theme
from .agreements import Agreement
from .assessments import Assessment, ChildPart, Hand, ToolScore
from .closing import Closing
from .episodes import Episode
from .family import FamilyComment, FamilyCopy, FamilyLink, LinkDoor
from .figures import Figure
from .meetings import FamilyMeeting, MeetingInvite
from .plans import Action, ActionStep, Goal, Plan, Score

__all__ = [
    "Action",
    "ActionStep",
    "Advice",
    "Agreement",
    "Assessment",
    "ChildPart",
    "Closing",
    "Episode",
    "FamilyComment",
    "FamilyCopy",
    "FamilyLink",
    "FamilyMeeting",
    "Figure",
    "Goal",
    "Hand",
    "LinkDoor",
    "MeetingInvite",
    "Plan",
    "Score",
    "Theme",
    "ToolScore",
]
