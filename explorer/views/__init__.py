"""Values as HTML and SVG text: escaped, the same text for the same value, no scripts.

One file for each noun of the protocol: `views.report` shows what `rules` judged, `views.exchange` what the wire brought.
`text` holds the one `esc()`, `parts` the few elements that everything is made of, `style` the one style sheet.
"""
