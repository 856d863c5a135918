"""The scorecard of a partnership: its indicators with their values, benchmarks and what they mean, the same for everyone who reads them.

The duty behind it: the partnership monitors how well children are safeguarded (Working Together 2023, chapter 2). Numbers of the product's
own rooms come as those publish them; others are given by file or typed. Neighbours: assurance and learning, neither of which knows it.
"""
