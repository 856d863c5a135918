"""What is asked about groups, meetings, agendas, decisions, challenges and minutes. Nobody names a child outside a restricted group."""
