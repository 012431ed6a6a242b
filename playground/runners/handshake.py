"""What a server and its processes say to each other before there are events. It imports nothing: the server reads it,
and a server need not load the engine."""

READY = b"ready\n"  # a child: it waits for its program; the fork server: it waits for requests
REFUSED = b"refused "  # and why: the kernel does not allow what the tier needs
UNBORN = b"unborn "  # and why: there is no child for who asked first
HUNG_UP = 76  # how a child ends whose program has closed the channel
CHILD_PLEASE = b"c"  # to the fork server, with the two descriptors of a new child
