"""Closed lists of the second half of a case, each defined once."""

# solutions and remedies

# satisfaction

# measures and closing
