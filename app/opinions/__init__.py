"""Second opinions at work in the window: discrepancies, scores, arbitration, statistics, reports from outside."""
