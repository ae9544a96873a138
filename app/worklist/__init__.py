"""The worklist: what a reader sees of the library, and what they do with it."""
