"""Reading a school's roll or an agency's list of children: a Common Transfer File, CSV or an Excel workbook.

Nothing here touches the database. `read` answers with rows as far as they can be read, and says of every other line what is
wrong in words a school's office understands. Only the columns named in `fields` are read, and of a transfer file only the
elements named in `transfer`: never medical or free-text ones (SG-29).
"""

from .fields import FIELDS, NEEDED
from .listed import LIST_FIELDS, Listed, ListedChild, read_list
from .pupils import who
from .reader import LARGEST, read
from .rows import Columns, ColumnsNotKnown, NotARoll, Pupil, Refusal, Roll, TheSchool

__all__ = [
    "FIELDS",
    "LARGEST",
    "LIST_FIELDS",
    "NEEDED",
    "Columns",
    "ColumnsNotKnown",
    "Listed",
    "ListedChild",
    "NotARoll",
    "Pupil",
    "Refusal",
    "Roll",
    "TheSchool",
    "read",
    "read_list",
    "who",
]
