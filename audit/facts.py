"""What a verifier asks of a header, read as fast as can be: of a flag, by one regular expression.

Nearly every record is a flag, and `parse_header` spends most of a verification on them. The expression
accepts nothing that `parse_header` refuses; what it does not know, `parse_header` decides.
"""

import re
from typing import Final, NamedTuple

from audit.errors import RecordError
from audit.events import MAX_FINDINGS, Event
from audit.fields import DIGEST, LABEL, NAME, RID
from audit.record import KID, MAX_TOKENS, Header, parse_header
from audit.seal import blob_length
from audit.suites import SUITES


class Facts(NamedTuple):
    """A header without what only people read.

    Args:
        tenant, seq, rid, kind, ts, ring, blen, share, idx, spooled: as in `Header`.
        sealed: bytes of the sealed body; 0 without one.
        event: what happened; None of a flag.
    """

    tenant: str
    seq: int
    rid: str
    kind: str
    ts: int
    ring: str
    blen: int
    share: str
    idx: int
    spooled: bool
    sealed: int
    event: Event | None


_INT: Final = "(?:0|[1-9][0-9]{0,14})"  # short of MAX_INT: of a larger one `parse_header` decides
_COUNT: Final = "[1-9][0-9]{0,14}"
_SCORE: Final = "(?:0|[1-9][0-9]{0,2}|1000)"
# The keys in the order of canonical JSON, each value in its only spelling: no label needs an escape.
_FINDING: Final = (
    r'(?!\{"category":"",[^}]*"type":""\})'
    rf'\{{"category":"{LABEL.pattern}","detector":"{NAME.pattern}","n":{_COUNT},'
    rf'"score_milli":{_SCORE},"severity":[0-7],"type":"{LABEL.pattern}"\}}'
)
_GROUP: Final = rf'\["{KID.pattern}"(?:,"{KID.pattern}")*\]'
_FLAG: Final = re.compile(
    rf'\{{"action":"(?:annotate|redact|block)","app":"{LABEL.pattern}",'
    rf'"blen":(?P<blen>{_INT}),"com":"(?P<com>(?:{DIGEST.pattern})?)","corr":"[0-9a-f]{{0,64}}",'
    rf'"dir":"(?:prompt|completion)","findings":\[(?:{_FINDING}(?:,{_FINDING}){{0,{MAX_FINDINGS - 1}}})?\],'
    rf'"idx":(?P<idx>{_INT}),"kids":\[(?P<kids>(?:{_GROUP}(?:,{_GROUP})*)?)\],"kind":"flag",'
    rf'"level":"(?:none|fingerprint|redacted|original)","model":"{LABEL.pattern}",'
    rf'"phase":"(?:whole|stream)","policy":"{DIGEST.pattern}","rid":"(?P<rid>{RID.pattern})",'
    rf'"ring":"(?P<ring>{DIGEST.pattern})","route":"{LABEL.pattern}","seq":(?P<seq>{_INT}),'
    rf'"share":"(?P<share>(?:{DIGEST.pattern})?)",(?P<spooled>"spooled":1,)?'
    rf'"suite":"(?P<suite>(?:{"|".join(map(re.escape, SUITES))})?)","tenant":"(?P<tenant>{NAME.pattern})",'
    rf'"ts":(?P<ts>{_INT}),"v":1\}}'
)


def read(raw: bytes) -> Facts:
    """Read a header.

    Raises:
        RecordError: not one that `parse_header` accepts.
    """
    try:
        found = _FLAG.fullmatch(raw.decode("ascii"))
    except UnicodeDecodeError:
        raise RecordError("header: not JSON") from None
    facts = None if found is None else _flag(*found.groups())
    return _parsed(parse_header(raw)) if facts is None else facts


def _flag(
    blen: str,
    com: str,
    idx: str,
    kids: str,
    rid: str,
    ring: str,
    seq: str,
    share: str,
    spooled: str | None,
    suite: str,
    tenant: str,
    ts: str,
) -> Facts | None:
    """Return the facts of a flag; None where its members may contradict each other."""
    padded, tokens = int(blen), int(idx)
    if padded:
        if not (com and kids and share and suite) or tokens > MAX_TOKENS:
            return None
    elif com or kids or share or suite or spooled or tokens > MAX_TOKENS:
        return None
    length = blob_length(suite, kids.count('"') // 2, padded)
    place = (tenant, int(seq), rid, "flag", int(ts), ring)
    return Facts(*place, padded, share, tokens, spooled is not None, length, None)


def _parsed(header: Header) -> Facts:
    length = blob_length(header.suite, sum(map(len, header.kids)), header.blen)
    place = (header.tenant, header.seq, header.rid, str(header.kind), header.ts, header.ring)
    event = None if header.kind == "flag" else header.event
    return Facts(*place, header.blen, header.share, header.idx, header.spooled, length, event)
