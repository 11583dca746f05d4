# exercise: sigmoid
# reads a file that is not there
import numpy as np

data = np.loadtxt("training_data_of_week_3.csv", delimiter=",")

def sigmoid(z):
    return 1 / (1 + np.exp(-z))
