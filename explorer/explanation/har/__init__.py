"""A HAR, which a browser or a proxy saved (HTTP Archive 1.2), as runs: one for each sign-in that it holds.

entries.py     one entry as an exchange of ours, whatever program wrote it
depth.py       how deep it may be nested
reading.py     the file, in pieces, and which of its entries matter
roles.py       what one exchange is in a flow: a request for a sign-in, its answer, tokens, keys
attempts.py    which exchanges belong to one sign-in
parties.py     who asks whom
stops.py       what may be kept of the browser's way
judging.py     the rules, with what the HAR has
missing.py     what it has not
pages.py       where it stopped: a page of the provider, or of the application
failures.py    why no answer came, and what CORS keeps from a script
cleared.py     a HAR from which the secrets were taken out
recording.py   a run that grows
front.py       the front channel as events
record.py      one sign-in as a run: its events, judged and redacted
own.py         a HAR that was made of a run of ours
explained.py   the explanation of the whole
"""

from .explained import explain_har, looks_like_har

__all__ = ["explain_har", "looks_like_har"]
