"""The letters that a round begins with: whoever makes one writes them as they wish."""

from breakwater.casework.self_assessments.operations import WHO_SIGN

TO_HEAD = f"""You are asked to make sure that your organisation completes this audit of its safeguarding arrangements. {WHO_SIGN}, before it is sent.

One return answers every area that you work in. It is not published. You receive a report, with how others of your sector answered, and what you say you will do is followed up."""
TO_LEAD = """You are asked to complete this audit for your organisation. You can give sections to colleagues, use what Breakwater already holds as evidence, and say what is still true since last time.

Answer each statement with a grade and its evidence, or say that none is held. Where a grade is low, say what will be done."""
