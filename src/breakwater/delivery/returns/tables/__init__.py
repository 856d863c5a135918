"""Tables of early help, of contacts and referrals as inspectors ask for them, and of episodes as the national safeguarding dataset has them.

A table is declared by its columns (`declared`), so that the dictionary that goes with the files is made from what is written.
"""
