"""Services as a commissioner knows them: contract, funding and its end, whom they reach, and each quarter of their work."""
