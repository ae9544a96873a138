"""Documents that a study holds: structured reports, PDF, clinical documents in XML."""
