"""How work runs: cases, clocks, chronology, recording, documents, tasks and handovers. One Django app with inner rooms."""
