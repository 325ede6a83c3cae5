"""The auditor's questions: what happened, what was believed when, by whom, how late, for how long.

Each question is a function of an engine and a reading that returns frozen dataclasses, and each answer says what it
stands on: two dates, how many entries were read, and whether the history was found untouched (`workflow.asof.Basis`).
"""
