"""Dose-volume histograms on the screen: plot, table, and what they refer to."""
