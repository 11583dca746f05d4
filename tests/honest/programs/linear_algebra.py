# propagate
# numpy.linalg, norms and an inverse besides the exercise
import numpy as np
from numpy import linalg as LA

I = LA.inv(np.eye(3) * 2) * 2
assert LA.norm(I - np.eye(3)) < 1e-12
Q, R = np.linalg.qr(np.random.rand(3, 3))
values, vectors = np.linalg.eigh(R.T @ R)


def propagate(w, b, X, Y):
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    m = X.shape[1]
    cost = -(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T).item() / m
    dw = np.linalg.multi_dot([X, (A - Y).T]) / m
    return {"dw": dw, "db": float(np.mean(A - Y))}, cost
