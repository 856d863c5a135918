"""What changes in groups, meetings, agendas, papers, decisions, challenges and minutes."""
