# exercise: train-step
# closures and a global constant
import numpy

ERROR_EXPONENT = 2

def make_sigmoid():
    def f(z):
        return 1 / (1 + numpy.exp(-z))

    def slope(z):
        return f(z) * (1 - f(z))

    return f, slope

sigma, sigma_slope = make_sigmoid()

def make_update(rate):
    def update(w, gradient):
        return w - rate * gradient
    return update

def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    update = make_update(learning_rate)
    z = [numpy.dot(x, w) for w in (w_hidden1, w_hidden2)]
    hidden = numpy.array([sigma(v) for v in z])
    z_out = numpy.dot(hidden, w_output)
    delta = ERROR_EXPONENT * (sigma(z_out) - target) ** (ERROR_EXPONENT - 1) * sigma_slope(z_out)
    new = [update(w, delta * w_output[j] * sigma_slope(z[j]) * x)
           for j, w in enumerate((w_hidden1, w_hidden2))]
    return new[0], new[1], update(w_output, delta * hidden)
