# error-derivative
# figures with axes, a style, and a file of the picture in the main block only
import matplotlib
import matplotlib.pyplot as plt
from matplotlib import cm

matplotlib.use("Agg")


def error_predicted_deriv(predicted, target):
    return 2 * (predicted - target)


fig, ax = plt.subplots()
ax.plot([0, 1, 2], [error_predicted_deriv(k, 1) for k in range(3)], color=cm.viridis(0.5))
ax.set_xlabel("predicted")
ax.set(title="slope", ylabel="derivative")
fig.tight_layout()

if __name__ == "__main__":
    fig.savefig("slope.png")
    plt.show()
