"""Sockets of every kind."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("network")


@probe
def connect(given: Given):
    """connect to a server of this machine"""
    import socket

    socket.create_connection(("127.0.0.1", given["port"]), 2).close()
    return True


@probe
def send_a_datagram(given: Given):
    """send a datagram"""
    import socket

    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)) == 1


@probe
def listen(given: Given):
    """listen"""
    import socket

    socket.create_server(("127.0.0.1", 0)).close()
    return True


@probe
def ipv6(given: Given):
    """open a socket of IPv6"""
    import socket

    socket.socket(socket.AF_INET6).close()
    return True


@probe
def unix(given: Given):
    """open a local socket"""
    import socket

    socket.socket(socket.AF_UNIX).close()
    return True


@probe
def abstract(given: Given):
    """listen under a name that is no file"""
    import socket

    with socket.socket(socket.AF_UNIX) as one:
        one.bind("\0a probe")
    return True


@probe
def pair(given: Given):
    """make a pair of sockets, over which open files can travel"""
    import socket

    for one in socket.socketpair():
        one.close()
    return True


@probe
def raw(given: Given):
    """see every packet"""
    import socket

    socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()
    return True


@probe
def netlink(given: Given):
    """talk to the kernel about networks"""
    import socket

    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()
    return True


@probe
def by_the_call_itself(given: Given):
    """socket, by the system call itself"""
    return call(41, 2, 1, 0)
