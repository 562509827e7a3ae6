"""What evidence is made of: addresses, the pages behind them, files and mails. Values in, values out, no database.

`looking.look` opens an address and says whether something is there; `attachments` and `mails` turn what a person hands
over into a `Proof`, or refuse it with what to do instead.
"""
