# update-weight
# prints on every call, and a table while it is read
print("Exercise 1")
print("-" * 40, end="\n\n", flush=True)


def update_w(w, grad, learning_rate):
    print("w =", w)
    print(f"grad = {grad}, learning rate = {learning_rate!r:>10}")
    new = w - learning_rate * grad
    print("new w:", new, sep="\t")
    return new


print("done", update_w(1.0, 0.5, 0.1))
