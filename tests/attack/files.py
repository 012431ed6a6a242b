"""Files that are not the program's own."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("files")


@probe
def read(given: Given):
    """read a file of the server"""
    return "secret" in open(given["file"]).read()


@probe
def read_by_descriptor(given: Given):
    """read it by os.open"""
    return b"secret" in os.read(os.open(given["file"], os.O_RDONLY), 100)


@probe
def read_users(given: Given):
    """read /etc/passwd"""
    return "root:" in open("/etc/passwd").read()


@probe
def list_folder(given: Given):
    """list a folder of the server"""
    return "secret.txt" in os.listdir(given["folder"])


@probe
def find_out(given: Given):
    """find out whether a file exists, and how large it is"""
    return os.stat(given["file"]).st_size > 0


@probe
def list_home(given: Given):
    """list the home of the server's user"""
    return len(os.listdir(given["home"])) > 0


@probe
def write(given: Given):
    """write a file beside it"""
    with open(os.path.join(given["folder"], "left.txt"), "w") as file:
        file.write("x")
    return True


@probe
def append(given: Given):
    """append to it"""
    with open(given["file"], "a") as file:
        file.write("x")
    return True


@probe
def empty(given: Given):
    """truncate it"""
    os.truncate(given["file"], 3)
    return True


@probe
def overwrite_mapped(given: Given):
    """write into it through a memory map"""
    import mmap

    with open(given["file"], "r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[0:1] = b"S"
    return True


@probe
def move(given: Given):
    """rename it"""
    os.rename(given["file"], given["file"] + ".moved")
    return True


@probe
def remove(given: Given):
    """remove it"""
    os.unlink(given["file"])
    return True


@probe
def remove_tree(given: Given):
    """remove the folder with all in it"""
    import shutil

    shutil.rmtree(given["folder"])
    return True


@probe
def change_rights(given: Given):
    """let everybody read it"""
    os.chmod(given["file"], 0o666)
    return True


@probe
def through_a_symlink(given: Given):
    """read it through a symbolic link"""
    os.symlink(given["file"], "link-to-it")
    return "secret" in open("link-to-it").read()


@probe
def through_a_hard_link(given: Given):
    """read it through a hard link"""
    os.link(given["file"], given["file"] + ".link")
    return True


@probe
def through_proc_root(given: Given):
    """read it by way of /proc/self/root"""
    return "secret" in open("/proc/self/root" + given["file"]).read()


@probe
def through_a_process(given: Given):
    """read it by way of the working folder of the server's process"""
    return "secret.txt" in os.listdir(f"/proc/{given['process']}/cwd")


@probe
def climb(given: Given):
    """climb out of the program's folder with ../../.."""
    return "secret" in open("../" * 20 + given["file"][1:]).read()


@probe
def shared_temporary_folder(given: Given):
    """leave a file in the temporary folder that all share"""
    open(os.path.join(given["temporary"], "left-by-a-program"), "w").close()
    return os.path.exists(given["file"])


@probe
def own_code(given: Given):
    """change the code that the next program is run by"""
    import playground.events

    with open(playground.events.__file__, "a") as file:
        file.write("")
    return True
