# update-weight
# a lock and an empty queue, without threads of its own
import queue
import threading

LOCK = threading.Lock()
WAITING = queue.Queue()


def update_w(w, grad, learning_rate):
    with LOCK:
        WAITING.put(w)
        return WAITING.get(timeout=1) - learning_rate * grad
