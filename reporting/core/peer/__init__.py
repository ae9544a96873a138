"""Peer review: a score with its reason, arbitration, and what many reviews say together."""
