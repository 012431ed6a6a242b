"""What a program asks of the system and does not get: memory, room for files, other programs, the network."""

from __future__ import annotations

import errno

from playground.execute.advice.scene import Advice, Scene

NO_PROCESSES = "Programs here may not start other programs."
NO_NETWORK = "Programs here may not use the network, nor a socket of any other kind."
NO_SIGNALS = "Programs here may not send signals, not even to themselves."
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_INSTEAD = {
    NO_PROCESSES: "Try the same in Python: os.listdir and shutil do what ls, cp and rm do.",
    NO_NETWORK: "Try data that the program makes itself, or playground.datasets.",
    NO_SIGNALS: "Try sys.exit() to end the program.",
}


def advise(scene: Scene) -> Advice | None:
    error = scene.error
    if isinstance(error, MemoryError):
        most = _limit("RLIMIT_AS")
        return Advice(
            f"The program asked for more memory than a run may have{most}. Try smaller arrays."
        )
    if not isinstance(error, OSError):
        return None
    if error.errno in _FULL:
        most = _limit("RLIMIT_FSIZE")
        return Advice(
            f"The files of a program may not take more than there is room for{most}. "
            "Try writing less, or remove files that are not needed any more (os.remove)."
        )
    if "emscripten does not support processes" in scene.text:
        return Advice(_INSTEAD[NO_PROCESSES], message=NO_PROCESSES)
    if scene.text in _INSTEAD:
        return Advice(_INSTEAD[scene.text])
    if error.errno == errno.EPERM:
        return Advice(
            "A program here may compute, and read and write files in its own folder; "
            "of the system it may ask nothing else."
        )
    return None


def _limit(kind: str) -> str:
    """What the system says of it, as ", 64 MB"; nothing where it does not say."""
    try:
        import resource
    except ImportError:  # in the page
        return ""
    most = resource.getrlimit(getattr(resource, kind))[0]
    return "" if most == resource.RLIM_INFINITY else f", {most >> 20} MB"
