# error-derivative
# indents with tabs
def error_predicted_deriv(predicted, target):
	# power rule
	if True:
		difference = predicted - target
	return 2*difference
