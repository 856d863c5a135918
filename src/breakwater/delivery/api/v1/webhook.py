"""Where a system wants to be told that there is news."""

from django.http import HttpResponse
from ninja import Header, Router

from breakwater.foundation import audit

from .. import webhooks
from ..models import Scope
from ..problems import Problem
from .marks import HAS_MARK
from .shapes import NEEDS_KEY, Key, WebhookIn, WebhookOut, no

router = Router(tags=["Webhook"])
MAY = Key(Scope.WEBHOOK)
MATCH = Header("", alias="If-Match", description="The ETag of what you change")
NONE_YET = Header("", alias="If-None-Match", description="* where no address is set yet")


@router.get(
    "webhook",
    auth=MAY,
    response={200: WebhookOut, **NEEDS_KEY, **no(404)},
    openapi_extra=HAS_MARK,
    operation_id="webhook",
    summary="Where this system is told",
)
def webhook(request, response: HttpResponse):
    found = webhooks.webhook_of(request.api_key.system)
    if found is None:
        raise Problem(404, "No address is set")
    audit.saw("api_webhook", found.pk)
    return _said(found, response)


@router.put(
    "webhook",
    auth=MAY,
    response={200: WebhookOut, **NEEDS_KEY, **no(412, 428)},
    openapi_extra=HAS_MARK,
    operation_id="set_webhook",
    summary="Set or change the address",
)
def set_webhook(
    request,
    response: HttpResponse,
    wanted: WebhookIn,
    if_match: str = MATCH,
    if_none_match: str = NONE_YET,
):
    said = {"url": wanted.url, "is_on": wanted.is_on, "mark": if_match or if_none_match}
    found, secret = webhooks.set_address(request.api_key, **said, at=request.at)
    return _said(found, response, secret)


@router.post(
    "webhook/secret",
    auth=MAY,
    response={200: WebhookOut, **NEEDS_KEY, **no(404, 412, 428)},
    openapi_extra=HAS_MARK,
    operation_id="change_secret",
    summary="Change the secret; the one before signs too until the next change",
)
def change_secret(request, response: HttpResponse, if_match: str = MATCH):
    found, secret = webhooks.change_secret(request.api_key, mark=if_match, at=request.at)
    return _said(found, response, secret)


def _said(found, response: HttpResponse, secret: str = "") -> dict:
    response["ETag"] = webhooks.mark_of(found)
    return {"url": found.url, "is_on": found.is_on, "changed_at": found.changed_at, "secret": secret or None}
