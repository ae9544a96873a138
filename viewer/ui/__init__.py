"""Widgets that show the stores of viewer.core and write them."""
