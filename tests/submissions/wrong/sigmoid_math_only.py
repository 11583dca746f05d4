# exercise: sigmoid
# math.exp of an array: TypeError
import math

def sigmoid(sop):
    return 1 / (1 + math.exp(-sop))
