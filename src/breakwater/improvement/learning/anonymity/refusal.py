"""What is said of a file that cannot be read for names: it is never called clean."""

from breakwater.foundation.refusals import Refusal


class NotReadable(Refusal):
    words = (
        "This file cannot be checked for names and dates. Save it as a Word document (.docx) or a PDF and choose that."
    )
    box = "file"
