"""A school's roll in. It is read and shown to the school; a person confirms it (SG-14)."""

from uuid import UUID

from ninja import File, Header, Path, Router, Status
from ninja.files import UploadedFile

from .. import rolls
from ..models import Scope
from .shapes import NEEDS_KEY, Key, RollOut, no

router = Router(tags=["Rolls"])
ROLL = Path(..., pattern="^[a-z0-9]{1,40}$", description="The id that was answered when it was sent")
FILE = File(..., description="The roll: .xml (CTF), .csv or .xlsx")
ONCE = Header(..., alias="Idempotency-Key", description="A UUID of your own; the same when you try again")
SENDS = Key(Scope.ROLLS)


@router.post(
    "rolls",
    auth=SENDS,
    response={201: RollOut, **NEEDS_KEY, **no(409, 413)},
    operation_id="send_roll",
    summary="Send a school's roll (CTF, CSV or Excel)",
)
def send_roll(request, file: UploadedFile = FILE, idempotency_key: UUID = ONCE):
    return Status(201, rolls.send(request.api_key, file.name, file.read(), request=idempotency_key, at=request.at))


@router.get(
    "rolls/{roll}",
    auth=SENDS,
    response={200: RollOut, **NEEDS_KEY, **no(404)},
    operation_id="roll",
    summary="Where a roll has got to",
)
def roll(request, roll: str = ROLL):
    return rolls.state_of(request.api_key, roll)
