"""Self-assessments: an organisation grades itself on the statements of a bank, with evidence, and those who asked moderate.

The duty: section 175 and 157 of the Education Act 2002 and section 11 of the Children Act 2004 (arrangements are reviewed), and the
Prevent duty of 2015. A bank is data: a YAML file in `<room>/statement_banks/NAME.yaml`, called ROOM.NAME, released into the database
as an edition; a return keeps the edition it was begun on. Rooms above use `operations.begin` and `operations.latest`.
Neighbours: organisations below; the room that brings a bank above.
"""
