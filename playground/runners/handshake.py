"""What a server and its processes say to each other before there are events. It imports nothing: the server reads it,
and a server need not load the engine."""

READY = b"ready\n"  # a child: it waits for its program
CHILD_PLEASE = b"c"  # to the nursery, with the two descriptors of a new child
