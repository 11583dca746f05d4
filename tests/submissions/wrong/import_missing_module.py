# exercise: sigmoid
# imports a module that does not exist
import nunpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))
