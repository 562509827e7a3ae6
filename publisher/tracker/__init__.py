"""Reads, understands and compares the rows of a pledge tracker: values in, values out, no database.

`read.fetch` brings the bytes, `parse.parse` makes raw rows of them, `understand.understand` makes rows with a meaning,
`compare.compare` says what is new. Every row that came is in the result: understood, held with its reason, or counted
as blank or as a repetition. `Quarantine` refuses a poll as a whole.
"""
