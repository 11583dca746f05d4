# exercise: update-weight
# lambda with a default parameter
update_w = lambda w, g, lr=0.01, sign=-1: w + sign * lr * g
