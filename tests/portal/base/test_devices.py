"""Devices without accounts: the same visitor is the same device, also when an answer was lost."""

import uuid

from django.http import HttpResponse
from django.test import RequestFactory

from portal.base.devices import COOKIE, device_key, has_device, remember_device

SENDING = {"client_id": str(uuid.uuid4()), "text": "几岁开始领？"}


def test_a_device_is_known_again_by_its_cookie(rf: RequestFactory) -> None:
    request, response = rf.get("/"), HttpResponse()
    remember_device(request, response)
    again = rf.get("/")
    again.COOKIES[COOKIE] = response.cookies[COOKIE].value
    assert has_device(again)
    assert device_key(again) == device_key(request)
    assert len(device_key(request)) == 64


def test_two_visitors_are_two_devices(rf: RequestFactory) -> None:
    assert device_key(rf.get("/")) != device_key(rf.get("/"))
    assert device_key(rf.post("/", {"text": "x"})) != device_key(rf.post("/", {"text": "x"}))


def test_who_sends_the_same_again_is_the_same_device_though_the_cookie_was_lost(rf: RequestFactory) -> None:
    first, again = rf.post("/", SENDING), rf.post("/", SENDING)
    assert device_key(first) == device_key(again)
    assert device_key(first) != device_key(rf.post("/", SENDING | {"client_id": str(uuid.uuid4())}))


def test_a_cookie_counts_more_than_what_is_sent(rf: RequestFactory) -> None:
    request, response = rf.get("/"), HttpResponse()
    remember_device(request, response)
    sending = rf.post("/", SENDING)
    sending.COOKIES[COOKIE] = response.cookies[COOKIE].value
    assert device_key(sending) == device_key(request)


def test_a_forged_cookie_is_none(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES[COOKIE] = "me"
    assert not has_device(request)
