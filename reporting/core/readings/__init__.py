"""Readings of a study: whose turn it is, how far each has come, who may do what, and what a blinded reader sees."""
