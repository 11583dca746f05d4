# update-weight
# measures time, sleeps a little and prints the date
import time
from datetime import datetime, timedelta

started = time.time()
print("started", datetime.now() - timedelta(days=1), time.strftime("%H:%M"))


def update_w(w, grad, learning_rate):
    before = time.perf_counter(), time.monotonic(), time.process_time()
    time.sleep(0.01)
    new = w - learning_rate * grad
    print("took", time.perf_counter() - before[0])
    return new
