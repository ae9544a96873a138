"""The reporting panel."""
