"""Has parameters, a type and lines that a page or a terminal would obey."""


def update_w(ﬁ, grad, learning_rate):  # <script>alert(1)</script> ::error::owned
    ﬁ = "<b>\x1b[31m"; raise type("<script>\x1b[31m::error::owned", (Exception,), {})(ﬁ)  # <img src=x onerror=alert(1)> ::error::owned
