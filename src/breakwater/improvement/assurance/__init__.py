"""A partnership's roles, arrangements, boards and meetings, plans, scrutiny and yearly report (Children Act 2004 sections 16E to 16J), and audits of agencies and schools: the duty to check that arrangements are made and reviewed (Children Act 2004 section 11; Education Act 2002 sections 175 and 157).

What an organisation answers, signs and sends is a self-assessment of casework; a round is the partnership's: whom it asks, when, whom it
reminds, what it moderates and what it finds.
"""
