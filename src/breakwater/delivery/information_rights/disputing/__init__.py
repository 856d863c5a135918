"""What somebody does not agree with: their own words beside it, for everybody who reads it; its use restricted while it is looked into."""
