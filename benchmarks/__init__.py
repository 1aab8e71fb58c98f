"""Speed, measured in one run against named references; never a timed test."""
