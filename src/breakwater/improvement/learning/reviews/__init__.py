"""The local child safeguarding practice review of a serious incident, and its alternatives: from the decision to the published page."""
