"""From DICOM files to the values of viewer.core: scanning, grouping, decoding, calibration."""
