# exercise: train-step
# a byte order mark and Windows line ends, umlauts in the comments
# Übung 3: Gewichte ändern
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def train_step(x, ziel, w1, w2, w3, lernrate):
    größe1 = numpy.sum(w1*x)
    größe2 = numpy.sum(w2*x)
    a1 = sigmoid(größe1)
    a2 = sigmoid(größe2)
    p = sigmoid(w3[0]*a1 + w3[1]*a2)
    δ3 = 2*(p - ziel)*p*(1 - p)
    δ1 = δ3*w3[0]*a1*(1 - a1)
    δ2 = δ3*w3[1]*a2*(1 - a2)
    return w1 - lernrate*δ1*x, w2 - lernrate*δ2*x, w3 - lernrate*δ3*numpy.array([a1, a2])
