# sigmoid, sigmoid-derivative
# draws its functions while the file is read
import matplotlib.pyplot as plt
import numpy as np


def sigmoid(sop):
    return 1.0 / (1 + np.exp(-sop))


def sigmoid_sop_deriv(sop):
    return sigmoid(sop) * (1 - sigmoid(sop))


x = np.linspace(-6, 6, 50)
plt.figure(figsize=(6, 4))
plt.plot(x, sigmoid(x), label="sigmoid")
plt.plot(x, sigmoid_sop_deriv(x), "r--", label="slope")
plt.xlabel("SOP")
plt.title("Sigmoid")
plt.grid(True)
plt.legend()
plt.show()
