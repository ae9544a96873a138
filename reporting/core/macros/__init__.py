"""Macros: short names that become sentences, with parameters."""
