"""What a server and its processes say to each other before there are events. It imports nothing: the server reads it,
and a server need not load the engine."""

READY = b"ready\n"  # a child: it waits for its program; the fork server: it waits for requests
REFUSED = b"refused "  # and why: the kernel does not allow what the tier needs
CHILD_PLEASE = b"c"  # to the fork server, with the two descriptors of a new child
