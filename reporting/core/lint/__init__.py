"""What a report says that its images, its patient or its own words speak against. Doubts, never corrections."""
