"""Demonstration studies that the program makes by itself, from code with fixed seeds.

Every picture says SYNTHETIC. Nothing here comes from a person.
"""
