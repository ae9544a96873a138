"""Damaged files by the thousand: none of them may reach the program (SAFETY F1)."""
