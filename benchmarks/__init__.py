"""Benchmarks: what recording every value costs, next to programs that record less or nothing."""
