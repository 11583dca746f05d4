"""Sleeps for ever, without using the processor."""
import time


def update_w(w, grad, learning_rate):
    while True:
        time.sleep(1000)
