"""Changes the disk without opening a file: folders, links, modes, times, lengths, names."""
import os

PLACE = "@temp@/@marker@-"


def update_w(w, grad, learning_rate):
    tries = [
        lambda: os.mkdir(PLACE + "folder"),
        lambda: os.symlink("/", PLACE + "link"),
        lambda: os.link("@canary@", PLACE + "hard"),
        lambda: os.mkfifo(PLACE + "fifo"),
        lambda: os.mknod(PLACE + "node"),
        lambda: os.truncate("@canary@", 0),
        lambda: os.rename("@canary@", PLACE + "moved"),
        lambda: os.unlink("@canary@"),
        lambda: os.chmod("@canary@", 0o777),
        lambda: os.utime("@canary@", (0, 0)),
        lambda: os.chown("@canary@", 1, 1),
        lambda: os.setxattr("@canary@", "user.x", b"x"),
        lambda: os.rmdir("@temp@"),
    ]
    reached = []
    for number, each in enumerate(tries):
        try:
            each()
            reached.append(str(number))
        except OSError:
            pass
    raise RuntimeError("holes: " + (", ".join(reached) or "none"))
