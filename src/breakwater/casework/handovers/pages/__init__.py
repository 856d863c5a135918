"""The pages of handovers, worked out."""
