"""User and password in a URL of any scheme: ``scheme://user:password@host``. RFC 3986, section 3.2.1.

The span is user and password: nothing else in the URL gives access, and the rest still says what is meant.
https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import stand_in

URL_WITH_CREDENTIALS = PatternDetector(
    "URL_WITH_CREDENTIALS",
    [
        Pattern(
            r"(?<![\w+.-])[a-z][a-z0-9+.-]{1,20}://([^\s:/?#@\"'`\\<>]{0,50}:[^\s/?#\"'`\\<>]{3,60})@[\w\[]",
            0.85,
            group=1,
        )
    ],
    validate=lambda value: False if stand_in(value.partition(":")[2]) else None,
    source="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
)
