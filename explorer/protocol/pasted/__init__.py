"""What people paste where an answer is expected: escapes are undone, the answer is found, and anything else is called by its name.

text.py         what is known of the flow, what was changed, and what an answer is
escapes.py      what copying did to the text: quotes, HTML entities, JSON, shells, percent signs
address.py      one address or one list of parameters, taken apart
gateways.py     addresses in which a mail gateway or a redirector packed ours
search.py       the answer in a longer text: a log, a message, a command
candidates.py   where in a piece of text an answer may begin and end
wrapped.py      the lines and pieces into which one address was broken
structures.py   forms of pages, JSON, and lists of names and values
bare.py         a code without an address, with its state or without
names.py        what the text is, where it is no answer
"""
