"""The screens that images are read on: a test pattern, what was seen of it, and for how long that is relied on."""
