"""Taking in the register of schools (Get Information About Schools): read the file, say what would change, change it."""

from .applying import Plan, TooManyWouldClose, apply, plan
from .reading import NotTheRegister, Register, Rejected, SchoolRow, read_register

__all__ = [
    "NotTheRegister",
    "Plan",
    "Register",
    "Rejected",
    "SchoolRow",
    "TooManyWouldClose",
    "apply",
    "plan",
    "read_register",
]
