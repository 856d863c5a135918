"""What of education link work names a person, in a merge: all of it goes along with the child, and nothing is asked about."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

LABELS = {
    "education_listrow": "Rows of schools’ lists",
    "education_listedpupil": "Pupils of schools’ lists",
    "education_held": "Withheld from a school’s list until decided",
    "education_rownote": "Notes beside a school’s list",
    "education_correction": "Corrections of schools’ lists",
    "education_worry": "Pupils a school worries about",
    "education_filetransfer": "Files to be sent on",
    "education_letterline": "Lines of letters after calls",
    "education_callaction": "What calls to schools agreed",
    "education_disagreement": "What a school sees differently",
    "education_filereceipt": "Files that are to come",
    "education_consultation": "What schools asked about a pupil",
}

for table, label in LABELS.items():
    RULES_OF_COLUMNS.register(f"{table}.person_id", Rule(label=label, asks=False))
