# error
# counts for about a second in its first call
N = 12_000_000
counted = []


def error(predicted, target):
    if not counted:
        total = 0
        for k in range(N):
            total += k % 2
        counted.append(total)
    return (predicted - target) ** 2
