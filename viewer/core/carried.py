"""What is dragged from one part of the window to another, by the name it travels under; the value is a uid, UTF-8."""

MEASUREMENT_MIME = "application/x-overread-measurement"
SERIES_MIME = "application/x-overread-display-set"
