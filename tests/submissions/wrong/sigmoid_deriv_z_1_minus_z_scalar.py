# exercise: sigmoid-derivative
# z(1-z)
def sigmoid_sop_deriv(sop):
    return sop*(1.0-sop)
