"""The verbs of training: places and waiting lists, delegates, events and courses, charges."""
