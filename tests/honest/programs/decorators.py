# update-weight
# its own decorator and those of functools
import functools
import time
from functools import lru_cache, wraps


def timed(f):
    @wraps(f)
    def inner(*args, **kwargs):
        start = time.perf_counter()
        result = f(*args, **kwargs)
        print(f"{f.__name__} took {time.perf_counter() - start:.6f} s")
        return result

    return inner


@lru_cache(maxsize=None)
def two():
    return 2


@timed
def update_w(w, grad, learning_rate):
    return w - learning_rate * grad * two() / 2


half = functools.partial(update_w, learning_rate=0.5)
