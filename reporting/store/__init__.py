"""Reports kept durably: drafts, signed versions, addenda."""
