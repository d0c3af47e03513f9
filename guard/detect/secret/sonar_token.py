"""SonarQube and SonarCloud tokens: user, project, global.

https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

SONAR_TOKEN = PatternDetector(
    "SONAR_TOKEN",
    [Pattern(r"\bsq[upa]_[a-f0-9]{40}(?![\w-])", 0.9), *named("sonar(?:qube|cloud)?", "[a-f0-9]{40}")],
    context=credentials_of("sonar", "sonarqube", "sonarcloud"),
    validate=mixed,
    source="https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
    default=True,
    flags=0,
)
