"""The audit is sealed every minute."""

from breakwater.foundation.jobs import every

from . import sealing


@every("* * * * *", name="audit.seal")
def seal() -> None:
    """Seal what was written and copy the seal outside the database."""
    sealing.seal()
