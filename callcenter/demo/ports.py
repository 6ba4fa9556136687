"""Ports on this machine: which are taken, and by what they are wanted."""

import socket
from contextlib import closing


class PortTaken(Exception):
    """Something else listens where the demo wants to. Code: `port-taken`."""

    code = "port-taken"

    def __init__(self, name: str, port: int, option: str) -> None:
        super().__init__(
            f"port {port}, wanted for {name}, is in use by another program: "
            f"stop that one, or choose another with {option}"
        )


def is_free(host: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> bool:
    """Whether this process could listen there now."""
    with closing(socket.socket(socket.AF_INET, kind)) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1", preferred: int = 0) -> int:
    """`preferred` where nothing listens on it, else one that the system gives; free for TCP and UDP."""
    if preferred and is_free(host, preferred) and is_free(host, preferred, socket.SOCK_DGRAM):
        return preferred
    while True:
        with closing(socket.socket()) as probe:
            probe.bind((host, 0))
            port: int = probe.getsockname()[1]
        if is_free(host, port, socket.SOCK_DGRAM):
            return port
