# exercise: train-step
# a training loop under the main guard
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def train_step(x, target, w1, w2, w3, learning_rate):
    sop1 = numpy.sum(w1*x)
    sop2 = numpy.sum(w2*x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    predicted = sigmoid(numpy.sum(w3*numpy.array([sig1, sig2])))
    g12 = 2*(predicted-target)*predicted*(1-predicted)
    old = w3.copy()
    w3 = w3 - learning_rate*g12*numpy.array([sig1, sig2])
    w1 = w1 - learning_rate*g12*old[0]*sig1*(1-sig1)*x
    w2 = w2 - learning_rate*g12*old[1]*sig2*(1-sig2)*x
    return w1, w2, w3

if __name__ == "__main__":
    x = numpy.array([0.1, 0.4, 4.1])
    w1 = numpy.random.rand(3)
    w2 = numpy.random.rand(3)
    w3 = numpy.random.rand(2)
    for k in range(80000):
        w1, w2, w3 = train_step(x, 0.2, w1, w2, w3, 0.001)
    print(w1, w2, w3)
