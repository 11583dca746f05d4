"""Starts many threads that never end and are no daemons."""
import threading
import time


def update_w(w, grad, learning_rate):
    for _ in range(500):
        threading.Thread(target=time.sleep, args=(1000,)).start()
    return w
