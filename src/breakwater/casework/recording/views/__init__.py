"""An area's forms: what is in force, the draft of what is next, its trial, its release. For the partnership's business manager."""
