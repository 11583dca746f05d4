# exercise: sigmoid
# no activation
def sigmoid(sop):
    return sop
