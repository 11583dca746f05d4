"""Says in an error what is in a file that it should not be able to read."""
import os


def update_w(w, grad, learning_rate):
    reached = []
    for path in ("@canary@", "/proc/self/cwd/@canary@", "/proc/self/root@canary@", "../../@canary@"):
        for read in (open, os.listdir, os.readlink):
            try:
                found = read(path)
                reached.append(found.read() if read is open else str(found))
            except OSError:
                pass
    raise ValueError(" ".join(reached) or "holes: none")
