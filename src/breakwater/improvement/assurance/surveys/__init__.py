"""A short survey of practitioners beside an audit round: whether the front line sees what leaders grade (PL 4.5)."""
