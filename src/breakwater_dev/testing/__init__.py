"""What tests of every room share: a database cloned from a template, served processes, factories, the table of expectations."""
