"""Makes every system call that there is and that no program of a student needs."""
# preamble

NEEDED = {int(each) for each in "@allowed@".split()}
if not ARM:
    # uretprobe and uprobe: debuggers put them into programs, and the kernel shows them to no filter.
    NEEDED |= {335, 336}


def update_w(w, grad, learning_rate):
    for number in range(470):
        if number not in NEEDED:
            call(str(number), number, number, 0, 0, 0, 0, 0, 0)
    tell()
