"""Showing and measuring images."""
