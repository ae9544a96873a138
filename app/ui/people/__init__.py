"""Dialogs about people: who is here, who reads what, who did what."""
