"""Reports as FHIR R4 documents."""
