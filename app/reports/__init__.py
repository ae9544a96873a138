"""Reports at work: the desk, drafts, the shelf they are kept on, and pictures for them."""
