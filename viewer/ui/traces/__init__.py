"""Curves on the screen: ECG paper, calipers, and what a reader chooses about them."""
