"""Curves over time: what was recorded, how it lies on paper, and what calipers read off it."""
