"""Indian payment address (UPI): a name or number, @ and the handle of a payment app.

https://en.wikipedia.org/wiki/Unified_Payments_Interface
"""

from guard.detect.patterns import Pattern, PatternDetector

_BANKS = "okaxis|okhdfcbank|okicici|oksbi|ybl|ibl|axl|paytm|ptyes|ptaxis|pthdfc|ptsbi|upi|apl|yapl|rapl"
_MORE = "axisbank|hdfcbank|icici|sbi|kotak|barodampay|cnrb|fbl|idfcbank|jupiteraxis|waaxis|wahdfcbank|wasbi"
_ADDRESS = rf"(?<![\w.+-])[a-z0-9][\w.-]{{1,40}}@(?:{_BANKS}|{_MORE})(?![\w-]|\.[a-z])"

IN_UPI_ID = PatternDetector(
    "IN_UPI_ID",
    [
        Pattern(_ADDRESS, 0.6),
    ],
    context=("upi", "upi id", "vpa", "bhim", "gpay", "phonepe", "paytm"),
    source="https://en.wikipedia.org/wiki/Unified_Payments_Interface",
    country="in",
)
