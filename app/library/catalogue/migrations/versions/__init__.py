"""One file a step; the docstring of each says what it does."""
