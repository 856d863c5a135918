"""News of a receipt goes on its way to the system that sent the contact, in the transaction of its cause."""

from breakwater.foundation import events
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName
from breakwater.practice.front_door.feedback.operations import ReceiptNews

from . import webhooks


@events.subscribe(ReceiptNews, in_transaction=True)
def tell(event: ReceiptNews) -> None:
    with acting_as(service_of(Area.objects.get(pk=event.area_id), ServiceName.INTAKE)):
        webhooks.tell(event.reference, at=event.at)
