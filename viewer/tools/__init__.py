"""Measuring and navigating tools, one file each."""
