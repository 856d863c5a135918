"""Who was there: the register on a trainer's telephone, and a code in the room that delegates scan. It counts from its day (PL 8.6)."""
