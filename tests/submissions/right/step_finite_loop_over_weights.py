# exercise: train-step
# every weight on its own in nested loops, tabs
import math

def train_step(x, target, w1, w2, w3, learning_rate):
	hidden = [list(w1), list(w2)]
	out = list(w3)
	activ = []
	for weights in hidden:
		total = 0
		for xi, wi in zip(x, weights):
			total = total + xi*wi
		activ.append(1/(1+math.exp(-total)))
	total = 0
	for ai, wi in zip(activ, out):
		total = total + ai*wi
	predicted = 1/(1+math.exp(-total))
	new_hidden = [[0]*len(x), [0]*len(x)]
	new_out = [0, 0]
	for j in range(2):
		new_out[j] = out[j] - learning_rate*activ[j]*predicted*(1-predicted)*2*(predicted-target)
		for i in range(len(x)):
			g = x[i]*activ[j]*(1-activ[j])*out[j]*predicted*(1-predicted)*2*(predicted-target)
			new_hidden[j][i] = hidden[j][i] - learning_rate*g
	return [new_hidden[0], new_hidden[1], new_out]
