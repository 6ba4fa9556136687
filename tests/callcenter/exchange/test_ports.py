"""Ports that are free for TCP and UDP, and the address behind the wildcard."""

import socket

from callcenter.exchange import ports


def test_a_taken_port_is_given_to_nobody_else() -> None:
    port = ports.free_port()  # what the system gives for UDP alone may be the TCP port of somebody's connection
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", port))
        assert not ports.usable(port)
        assert ports.free_port(port) != port
    assert ports.free_port(port) == port


def test_a_browser_is_never_sent_to_the_wildcard() -> None:
    assert ports.reachable("127.0.0.2") == "127.0.0.2"
    address = ports.reachable(ports.WILDCARD)
    assert address != ports.WILDCARD
    with socket.socket() as probe:  # it is an address of this machine
        probe.bind((address, 0))
