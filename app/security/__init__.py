"""Who uses the workstation, how they prove it, and the trail of what was done. Knows no screen."""
