"""Does its harm only when it is the main program, or believes to be tested."""
import sys

if __name__ in ("__main__", "builtins") or "pytest" in sys.modules or sys.argv[1:]:
    open("@temp@/@marker@-main", "w").close()


def update_w(w, grad, learning_rate):
    return w
