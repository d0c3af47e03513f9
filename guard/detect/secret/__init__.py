"""Secrets: one credential format per file, all of them in one tuple."""

from guard.detect.secret.aws_access_key import AWS_ACCESS_KEY
from guard.detect.secret.github_token import GITHUB_TOKEN
from guard.detect.secret.google_api_key import GOOGLE_API_KEY
from guard.detect.secret.jwt import JWT
from guard.detect.secret.model_api_key import MODEL_API_KEY
from guard.detect.secret.private_key import PRIVATE_KEY
from guard.detect.secret.slack_token import SLACK_TOKEN
from guard.detect.secret.stripe_key import STRIPE_KEY

SECRETS = (
    AWS_ACCESS_KEY,
    GITHUB_TOKEN,
    GOOGLE_API_KEY,
    JWT,
    MODEL_API_KEY,
    PRIVATE_KEY,
    SLACK_TOKEN,
    STRIPE_KEY,
)
