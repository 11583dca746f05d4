# neuron-gradients
# Greek letters, umlauts and signs in names and docstrings: σ'(z) = σ(z)·(1 − σ(z))
import numpy as np


def σ(z):
    """σ(z) = 1 ∕ (1 + e⁻ᶻ) — für alle z ∈ ℝ. 日本語 🎓"""
    return 1 / (1 + np.exp(-z))


def gradients(x, y, w, b):
    größe = np.dot(w, x) + b
    ŷ = σ(größe)
    δ = (ŷ - y) * ŷ * (1 - ŷ)
    print("δ =", δ, "→ ∂E/∂w", "🎓")
    return δ * x, δ
