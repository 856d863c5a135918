"""Will hold courses, bookings and who is out of date. The duty behind it: multi-agency training (Working Together, chapter 2). Neighbour: content announces courses."""
