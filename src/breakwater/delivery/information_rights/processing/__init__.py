"""The records of processing (UK GDPR article 30) and the facts of a data protection impact assessment, drawn from the models and the settings."""
