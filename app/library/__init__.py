"""The local library: what survives closing the window."""
