"""Malaysian company registration number (SSM): twelve digits, or the older digits and a letter; a word must support it.

https://www.ssm.com.my/
"""

from guard.detect.patterns import Pattern, PatternDetector

MY_COMPANY_NUMBER = PatternDetector(
    "MY_COMPANY_NUMBER",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:19|20)[0-9]{2}0[1-6][0-9]{6}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{5,7}-[A-Z](?![\w/-]|\.[0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)(?:19|20)[0-9]{2}0[1-6][0-9]{6} \([0-9]{5,7}-[A-Z]\)", 0.5),
    ],
    context=(
        "company registration",
        "ssm",
        "registration no",
        "no pendaftaran",
        "no. syarikat",
        "nombor pendaftaran",
        "company no",
        "brn",
    ),
    source="https://www.ssm.com.my/",
    country="my",
)
