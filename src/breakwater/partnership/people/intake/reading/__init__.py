"""Reading a school's roll or an agency's list of children: a Common Transfer File, CSV or an Excel workbook.

Nothing here touches the database. `read` answers with rows as far as they can be read, and says of every other line what is
wrong in words a school's office understands. Only the columns named in `fields` are read, and of a transfer file only the
elements named in `transfer`: never medical or free-text ones (SG-29).
"""
