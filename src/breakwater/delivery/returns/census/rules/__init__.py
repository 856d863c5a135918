"""The validation rules, by what they are asked of. Importing this room registers all of them."""

from . import child_protection, children, episodes, help_and_enquiries, whole_return

__all__ = ["child_protection", "children", "episodes", "help_and_enquiries", "whole_return"]
