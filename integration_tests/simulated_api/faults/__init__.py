"""Faults by rule: which requests they hit, and what they do to the answer or to its delivery."""
