# exercise: forward-pass
# a dict in another order, dict() call
from math import exp

def sig(s):
    return 1 / (1 + exp(-s))

def dot(a, b):
    return sum(p * q for p, q in zip(a, b))

def forward(x, w1, w2, w3):
    s1, s2 = dot(x, w1), dot(x, w2)
    a1, a2 = sig(s1), sig(s2)
    s3 = dot((a1, a2), w3)
    return dict(predicted=sig(s3), sop3=s3, sig2=a2, sig1=a1, sop2=s2, sop1=s1)
