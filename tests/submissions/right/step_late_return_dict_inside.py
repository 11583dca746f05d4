# exercise: train-step
# keeps everything in a dict inside, returns a tuple
import numpy as np

def train_step(x, target, w1, w2, w3, learning_rate):
    v = {"x": x, "w1": w1, "w2": w2, "w3": w3}
    for j in (1, 2):
        v[f"sop{j}"] = np.sum(v[f"w{j}"] * v["x"])
        v[f"sig{j}"] = 1 / (1 + np.exp(-v[f"sop{j}"]))
    v["sop3"] = sum(v["w3"][j - 1] * v[f"sig{j}"] for j in (1, 2))
    v["predicted"] = 1 / (1 + np.exp(-v["sop3"]))
    v["back"] = 2 * (v["predicted"] - target) * v["predicted"] * (1 - v["predicted"])
    for j in (1, 2):
        v[f"grad{j}"] = v["back"] * v["w3"][j - 1] * v[f"sig{j}"] * (1 - v[f"sig{j}"]) * v["x"]
    v["grad3"] = v["back"] * np.array([v["sig1"], v["sig2"]])
    return tuple(v[f"w{j}"] - learning_rate * v[f"grad{j}"] for j in (1, 2, 3))
