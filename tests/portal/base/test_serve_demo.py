"""Serving the demo: what can go wrong before anything is served."""

import socket

import pytest
from django.core.management import CommandError, call_command


def test_taken_port_is_told_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is taken.*PORT={port + 1}"):
            call_command("serve_demo", port=port)
