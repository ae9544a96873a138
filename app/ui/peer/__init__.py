"""Dialogs and panels about two readings held against each other, and about many."""
