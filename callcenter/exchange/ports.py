"""Free ports (the usual one where it is free, else one that the system gives), and the address behind a wildcard."""

import socket

WILDCARD = "0.0.0.0"  # noqa: S104 - compared with, never bound here
_SOMEWHERE = ("192.0.2.1", 9)  # RFC 5737: routed like any address, belongs to nobody
_BOTH = (socket.SOCK_STREAM, socket.SOCK_DGRAM)


def reachable(host: str) -> str:
    """The address by which others reach a server that listens on `host`: for the wildcard this machine's own one."""
    if host != WILDCARD:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)  # of a datagram socket: chooses the route and sends nothing
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
    return address


def usable(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody holds `port`, neither by TCP nor by UDP."""
    for kind in _BOTH:
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


def free_port(preferred: int = 0, host: str = "127.0.0.1") -> int:
    """`preferred` if it is free, else another that is free by TCP and UDP."""
    if preferred and usable(preferred, host):
        return preferred
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
            port: int = probe.getsockname()[1]
        if usable(port, host):
            return port
