"""Pages for everyone: home, the site, the search, the library. Pages for staff: what waits. The editor's own gate."""
