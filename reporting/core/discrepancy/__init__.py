"""Two readings of one study compared: what differs, why that counts as a difference, and where each side says it."""
