"""What a model could write to make a page do something: to call `alert`, to ask a server, to be obeyed."""

from __future__ import annotations

TEXTS = {
    "script": "<script>alert('ran')</script>",
    "end of an island": "</script><script>alert('ran')</script><script type='application/json'>",
    "double escaped state": "<!--<script><script>alert('ran')</script>-->",
    "handler": "<img src=x onerror=alert('ran')><body onload=alert('ran')><details open ontoggle=alert('ran')>",
    "attribute": "\"' onmouseover=alert('ran') autofocus onfocus=alert('ran') x='\" style=position:fixed;inset:0",
    "link": "[click](javascript:alert('ran')) <a href=\"javascript:alert('ran')\">click</a> javascript:alert('ran')",
    "svg": "<svg xmlns='http://www.w3.org/2000/svg' onload=alert('ran')><script>alert('ran')</script></svg>",
    "svg in a link": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>\">",
    "mathml": "<math><mtext></form><form><mglyph><style></math><img src onerror=alert('ran')>",
    "frame": "<iframe srcdoc=\"<script>parent.alert('ran')</script>\"></iframe><object data='javascript:alert(1)'>",
    "request": "<img src='http://192.0.2.1/x.png'><link rel=stylesheet href=//192.0.2.1/x.css><meta http-equiv=refresh "
    "content='0;url=http://192.0.2.1/'>",
    "style": "</style><style>* { display: none !important }</style><base href='http://192.0.2.1/'>",
    "template": "{{ 7 * 7 }} {% raw %} ${alert('ran')} `${alert('ran')}` <%= 7 * 7 %> %s {0} \\u003cscript\\u003e",
    "end of a text": "</pre></details></main></body></html><script>alert('ran')</script>",
    "clobbering": "<form id=list name=index><input name=shown id=item></form>",
    "prototype": "__proto__",
    "right to left": "\u202e" + "\u2067".join("<script>alert('ran')</script>B is the answer"),
    "controls": "\x00\x07\x1b[31m\x1b]8;;javascript:alert(1)\x07\u2028\u2029\ufeff\u200b",
    "half a character": "\ud800 and \udc00 \\boxed{A}",
}
LONG = "<script>alert('ran')</script>" * 180_000
"""A line of five megabytes."""
