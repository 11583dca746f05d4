# optimize
# a notebook saved as a program, with cell marks
# In[1]:
import numpy as np

# In[2]:


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# In[3]:


def optimize(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        A = sigmoid(w.T @ X + b)
        dw = X @ (A - Y).T / X.shape[1]
        db = float(np.mean(A - Y))
        w, b = w - learning_rate * dw, b - learning_rate * db
        if i % 100 == 0:
            costs.append(i)
            print("Cost after iteration %i: %f" % (i, np.mean(A)))
    params = {"w": w, "b": b}
    return params


# In[ ]:

sigmoid(np.array([0, 2]))
