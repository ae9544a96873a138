"""Structures, dose and plans of radiotherapy: values and geometry. PS3.3 C.8.8. No files, no screen."""
