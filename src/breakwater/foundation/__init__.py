"""The ground: dates, audit, the wall, events, registries, storage, jobs and design. No safeguarding word in it."""
