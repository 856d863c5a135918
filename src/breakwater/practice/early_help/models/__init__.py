"""The nouns of early help, one file each: the episode, agreement, assessment, plan, meetings, the family's link, the ending."""

from .advice import Advice, Theme
from .agreements import Agreement
from .assessments import Addendum, Assessment, ChildPart, Hand, ToolScore
from .closing import Closing, MovedOn
from .episodes import Episode
from .family import FamilyComment, FamilyCopy, FamilyLink, FamilyNumber, FamilyReply, LinkDoor
from .family_parts import FamilyPart
from .figures import Figure
from .meetings import FamilyMeeting, MeetingInvite, MinutesTold
from .outcome_lists import OutcomeList
from .plans import Action, ActionChange, ActionStep, Goal, Plan, Score
from .reminders import Reminder

__all__ = [
    "Action",
    "ActionChange",
    "ActionStep",
    "Addendum",
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
    "FamilyNumber",
    "FamilyPart",
    "FamilyReply",
    "Figure",
    "Goal",
    "Hand",
    "LinkDoor",
    "MeetingInvite",
    "MinutesTold",
    "MovedOn",
    "OutcomeList",
    "Plan",
    "Reminder",
    "Score",
    "Theme",
    "ToolScore",
]
