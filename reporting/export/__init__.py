"""Reports handed on: PDF, DICOM SR, encapsulated PDF, JSON."""
