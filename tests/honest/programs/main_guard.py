# sigmoid
# a main block that asks, plots and ends the program
import math
import sys

import numpy


def sigmoid(sop):
    return 1.0 / (1.0 + numpy.exp(-sop))


def main():
    x = float(input("x? "))
    print(sigmoid(x), math.pi)
    sys.exit(0)


if __name__ == "__main__":
    main()
