"""What is in the library: patients, studies, series, instances, and what readers noted of them. Nothing of pixels."""
