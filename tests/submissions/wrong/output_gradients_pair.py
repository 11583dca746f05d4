# exercise: output-gradients
# forgot factor 2; and σ′ = a (forgot 1-a)
import numpy as np

def output_gradients(a1, a2, z, p, t):
    dE = p - t
    dz = p
    return np.array([a1, a2]) * dE * dz
