"""How a learner's program is kept from everything that is not its own: Linux namespaces, Landlock, seccomp, limits.

`tiers.py` names what a machine may have of these, strongest first. The fork server goes behind the walls that all
programs share (`private_root.py`) before it imports anything; every child puts up its own (`lock.py`) before it reads
its program. `self_test.py` holds the program with which a tier is attacked before it is trusted.

Nothing here imports the engine: the server reads the tiers, and a server need not load the engine.
"""
