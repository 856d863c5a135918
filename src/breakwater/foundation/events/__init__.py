"""Past-tense facts published when a transaction commits."""
