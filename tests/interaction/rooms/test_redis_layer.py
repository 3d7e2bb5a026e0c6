"""The layer over Redis, where there is one."""

import asyncio

import pytest
from channels.layers import get_channel_layer
from channels_redis.core import RedisChannelLayer
from django.conf import settings

pytestmark = pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis")


async def test_a_silent_room_is_waited_for_longer_than_the_layer_asks() -> None:
    (host,) = settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"]
    assert host["socket_timeout"] >= 2 * RedisChannelLayer.brpop_timeout
    layer = get_channel_layer()
    channel = await layer.new_channel()
    waiting = asyncio.create_task(layer.receive(channel))
    done, _pending = await asyncio.wait([waiting], timeout=RedisChannelLayer.brpop_timeout + 1.5)
    assert not done
    await layer.send(channel, {"type": "room.grown", "seq": 1})
    assert (await asyncio.wait_for(waiting, 5))["seq"] == 1
