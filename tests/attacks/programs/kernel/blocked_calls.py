"""Does what no student does, by the functions of Python's own os module."""
import os

reached = []
TRIES = {
    "fork": lambda: os.fork() or os._exit(0),
    "forkpty": lambda: os.forkpty()[0] or os._exit(0),
    "openpty": os.openpty,
    "nice": lambda: os.nice(-5),
    "setpgid": lambda: os.setpgid(os.getppid(), 0),
    "setuid": lambda: os.setuid(12345),
    "chroot": lambda: os.chroot("/"),
    "chdir": lambda: os.chdir("@home@"),
    "mkfifo": lambda: os.mkfifo("@temp@/@marker@-fifo"),
    "listdir": lambda: os.listdir("/"),
    "home": lambda: os.listdir("@home@"),
    "walk up": lambda: os.listdir(".."),
    "scandir": lambda: list(os.scandir("@checkout@")),
    "statvfs": lambda: os.open("@checkout@/pyproject.toml", os.O_RDONLY),
    "path only": lambda: os.read(os.open("@canary@", os.O_RDONLY | os.O_NOATIME), 10),
    "setxattr": lambda: os.setxattr("@canary@", "user.x", b"1"),
    "memfd": lambda: os.memfd_create("x"),
    "eventfd to others": lambda: os.kill(os.getppid(), 0),
    "pidfd": lambda: os.pidfd_open(os.getppid()),
    "affinity": lambda: os.sched_setaffinity(os.getppid(), {0}),
}


def update_w(w, grad, learning_rate):
    for name, each in TRIES.items():
        try:
            each()
            reached.append(name)
        except (OSError, AttributeError):
            pass
    raise RuntimeError("holes: " + (", ".join(reached) or "none"))
