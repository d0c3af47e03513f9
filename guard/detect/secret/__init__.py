"""Secrets: one credential format per file, all of them in one tuple."""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.adobe_secret import ADOBE_SECRET
from guard.detect.secret.adyen_key import ADYEN_KEY
from guard.detect.secret.age_secret_key import AGE_SECRET_KEY
from guard.detect.secret.airtable_token import AIRTABLE_TOKEN
from guard.detect.secret.algolia_key import ALGOLIA_KEY
from guard.detect.secret.alibaba_key import ALIBABA_KEY
from guard.detect.secret.apify_token import APIFY_TOKEN
from guard.detect.secret.asana_token import ASANA_TOKEN
from guard.detect.secret.atlassian_token import ATLASSIAN_TOKEN
from guard.detect.secret.auth0_secret import AUTH0_SECRET
from guard.detect.secret.authorization_header import AUTHORIZATION_HEADER
from guard.detect.secret.aws_access_key import AWS_ACCESS_KEY
from guard.detect.secret.aws_bedrock_key import AWS_BEDROCK_KEY
from guard.detect.secret.aws_mws_key import AWS_MWS_KEY
from guard.detect.secret.aws_session_token import AWS_SESSION_TOKEN
from guard.detect.secret.axiom_token import AXIOM_TOKEN
from guard.detect.secret.azure_client_secret import AZURE_CLIENT_SECRET
from guard.detect.secret.azure_devops_token import AZURE_DEVOPS_TOKEN
from guard.detect.secret.azure_key import AZURE_KEY
from guard.detect.secret.azure_sas import AZURE_SAS
from guard.detect.secret.basic_auth_url import BASIC_AUTH_URL
from guard.detect.secret.bitbucket_token import BITBUCKET_TOKEN
from guard.detect.secret.box_secret import BOX_SECRET
from guard.detect.secret.braintree_token import BRAINTREE_TOKEN
from guard.detect.secret.brevo_key import BREVO_KEY
from guard.detect.secret.buildkite_token import BUILDKITE_TOKEN
from guard.detect.secret.cerebras_key import CEREBRAS_KEY
from guard.detect.secret.circleci_token import CIRCLECI_TOKEN
from guard.detect.secret.clickup_token import CLICKUP_TOKEN
from guard.detect.secret.clojars_token import CLOJARS_TOKEN
from guard.detect.secret.cloudant_key import CLOUDANT_KEY
from guard.detect.secret.cloudflare_token import CLOUDFLARE_TOKEN
from guard.detect.secret.codecov_token import CODECOV_TOKEN
from guard.detect.secret.cohere_key import COHERE_KEY
from guard.detect.secret.coinbase_key import COINBASE_KEY
from guard.detect.secret.command_password import COMMAND_PASSWORD
from guard.detect.secret.confluent_secret import CONFLUENT_SECRET
from guard.detect.secret.connection_string import CONNECTION_STRING
from guard.detect.secret.contentful_token import CONTENTFUL_TOKEN
from guard.detect.secret.crates_token import CRATES_TOKEN
from guard.detect.secret.crypto_private_key import CRYPTO_PRIVATE_KEY
from guard.detect.secret.databricks_token import DATABRICKS_TOKEN
from guard.detect.secret.datadog_key import DATADOG_KEY
from guard.detect.secret.deepl_key import DEEPL_KEY
from guard.detect.secret.digitalocean_token import DIGITALOCEAN_TOKEN
from guard.detect.secret.discord_token import DISCORD_TOKEN
from guard.detect.secret.discord_webhook import DISCORD_WEBHOOK
from guard.detect.secret.docker_auth import DOCKER_AUTH
from guard.detect.secret.docker_hub_token import DOCKER_HUB_TOKEN
from guard.detect.secret.doppler_token import DOPPLER_TOKEN
from guard.detect.secret.dropbox_token import DROPBOX_TOKEN
from guard.detect.secret.duffel_token import DUFFEL_TOKEN
from guard.detect.secret.dynatrace_token import DYNATRACE_TOKEN
from guard.detect.secret.easypost_key import EASYPOST_KEY
from guard.detect.secret.elastic_key import ELASTIC_KEY
from guard.detect.secret.elevenlabs_key import ELEVENLABS_KEY
from guard.detect.secret.facebook_token import FACEBOOK_TOKEN
from guard.detect.secret.fastly_token import FASTLY_TOKEN
from guard.detect.secret.figma_token import FIGMA_TOKEN
from guard.detect.secret.firebase_key import FIREBASE_KEY
from guard.detect.secret.firecrawl_key import FIRECRAWL_KEY
from guard.detect.secret.fireworks_key import FIREWORKS_KEY
from guard.detect.secret.flutterwave_key import FLUTTERWAVE_KEY
from guard.detect.secret.fly_token import FLY_TOKEN
from guard.detect.secret.frameio_token import FRAMEIO_TOKEN
from guard.detect.secret.freshdesk_key import FRESHDESK_KEY
from guard.detect.secret.gcp_oauth import GCP_OAUTH
from guard.detect.secret.github_token import GITHUB_TOKEN
from guard.detect.secret.gitlab_token import GITLAB_TOKEN
from guard.detect.secret.gocardless_token import GOCARDLESS_TOKEN
from guard.detect.secret.google_api_key import GOOGLE_API_KEY
from guard.detect.secret.grafana_token import GRAFANA_TOKEN
from guard.detect.secret.groq_key import GROQ_KEY
from guard.detect.secret.harness_token import HARNESS_TOKEN
from guard.detect.secret.heroku_key import HEROKU_KEY
from guard.detect.secret.hetzner_token import HETZNER_TOKEN
from guard.detect.secret.high_entropy_string import HIGH_ENTROPY_STRING
from guard.detect.secret.honeycomb_key import HONEYCOMB_KEY
from guard.detect.secret.hubspot_token import HUBSPOT_TOKEN
from guard.detect.secret.hugging_face_token import HUGGING_FACE_TOKEN
from guard.detect.secret.ibm_cloud_key import IBM_CLOUD_KEY
from guard.detect.secret.intercom_token import INTERCOM_TOKEN
from guard.detect.secret.jfrog_key import JFROG_KEY
from guard.detect.secret.jina_key import JINA_KEY
from guard.detect.secret.jwt import JWT
from guard.detect.secret.langfuse_key import LANGFUSE_KEY
from guard.detect.secret.langsmith_key import LANGSMITH_KEY
from guard.detect.secret.launchdarkly_key import LAUNCHDARKLY_KEY
from guard.detect.secret.linear_key import LINEAR_KEY
from guard.detect.secret.linkedin_secret import LINKEDIN_SECRET
from guard.detect.secret.linode_token import LINODE_TOKEN
from guard.detect.secret.lob_key import LOB_KEY
from guard.detect.secret.mailchimp_key import MAILCHIMP_KEY
from guard.detect.secret.mailgun_key import MAILGUN_KEY
from guard.detect.secret.mailjet_key import MAILJET_KEY
from guard.detect.secret.mapbox_token import MAPBOX_TOKEN
from guard.detect.secret.mattermost_token import MATTERMOST_TOKEN
from guard.detect.secret.maxmind_key import MAXMIND_KEY
from guard.detect.secret.messagebird_key import MESSAGEBIRD_KEY
from guard.detect.secret.mistral_key import MISTRAL_KEY
from guard.detect.secret.model_api_key import MODEL_API_KEY
from guard.detect.secret.mollie_key import MOLLIE_KEY
from guard.detect.secret.mongodb_atlas_key import MONGODB_ATLAS_KEY
from guard.detect.secret.neon_key import NEON_KEY
from guard.detect.secret.netlify_token import NETLIFY_TOKEN
from guard.detect.secret.netrc_password import NETRC_PASSWORD
from guard.detect.secret.new_relic_key import NEW_RELIC_KEY
from guard.detect.secret.ngrok_token import NGROK_TOKEN
from guard.detect.secret.notion_token import NOTION_TOKEN
from guard.detect.secret.npm_token import NPM_TOKEN
from guard.detect.secret.nuget_key import NUGET_KEY
from guard.detect.secret.nvidia_key import NVIDIA_KEY
from guard.detect.secret.octopus_key import OCTOPUS_KEY
from guard.detect.secret.okta_token import OKTA_TOKEN
from guard.detect.secret.onepassword_token import ONEPASSWORD_TOKEN
from guard.detect.secret.openrouter_key import OPENROUTER_KEY
from guard.detect.secret.openshift_token import OPENSHIFT_TOKEN
from guard.detect.secret.otp_seed import OTP_SEED
from guard.detect.secret.pagerduty_key import PAGERDUTY_KEY
from guard.detect.secret.password_assignment import PASSWORD_ASSIGNMENT
from guard.detect.secret.password_field import PASSWORD_FIELD
from guard.detect.secret.password_hash import PASSWORD_HASH
from guard.detect.secret.paypal_secret import PAYPAL_SECRET
from guard.detect.secret.perplexity_key import PERPLEXITY_KEY
from guard.detect.secret.pinecone_key import PINECONE_KEY
from guard.detect.secret.plaid_key import PLAID_KEY
from guard.detect.secret.planetscale_token import PLANETSCALE_TOKEN
from guard.detect.secret.posthog_key import POSTHOG_KEY
from guard.detect.secret.postman_key import POSTMAN_KEY
from guard.detect.secret.postmark_token import POSTMARK_TOKEN
from guard.detect.secret.prefect_key import PREFECT_KEY
from guard.detect.secret.private_key import PRIVATE_KEY
from guard.detect.secret.pulumi_token import PULUMI_TOKEN
from guard.detect.secret.pypi_token import PYPI_TOKEN
from guard.detect.secret.railway_token import RAILWAY_TOKEN
from guard.detect.secret.razorpay_key import RAZORPAY_KEY
from guard.detect.secret.readme_key import README_KEY
from guard.detect.secret.render_key import RENDER_KEY
from guard.detect.secret.replicate_token import REPLICATE_TOKEN
from guard.detect.secret.resend_key import RESEND_KEY
from guard.detect.secret.rollbar_token import ROLLBAR_TOKEN
from guard.detect.secret.rubygems_key import RUBYGEMS_KEY
from guard.detect.secret.runpod_key import RUNPOD_KEY
from guard.detect.secret.salesforce_token import SALESFORCE_TOKEN
from guard.detect.secret.scaleway_key import SCALEWAY_KEY
from guard.detect.secret.sendbird_key import SENDBIRD_KEY
from guard.detect.secret.sendgrid_key import SENDGRID_KEY
from guard.detect.secret.sentry_token import SENTRY_TOKEN
from guard.detect.secret.session_cookie import SESSION_COOKIE
from guard.detect.secret.shippo_token import SHIPPO_TOKEN
from guard.detect.secret.shopify_token import SHOPIFY_TOKEN
from guard.detect.secret.slack_token import SLACK_TOKEN
from guard.detect.secret.slack_webhook import SLACK_WEBHOOK
from guard.detect.secret.snyk_token import SNYK_TOKEN
from guard.detect.secret.sonar_token import SONAR_TOKEN
from guard.detect.secret.sourcegraph_token import SOURCEGRAPH_TOKEN
from guard.detect.secret.splunk_token import SPLUNK_TOKEN
from guard.detect.secret.spotify_secret import SPOTIFY_SECRET
from guard.detect.secret.square_token import SQUARE_TOKEN
from guard.detect.secret.stripe_key import STRIPE_KEY
from guard.detect.secret.sumo_logic_key import SUMO_LOGIC_KEY
from guard.detect.secret.supabase_key import SUPABASE_KEY
from guard.detect.secret.tailscale_key import TAILSCALE_KEY
from guard.detect.secret.tavily_key import TAVILY_KEY
from guard.detect.secret.teams_webhook import TEAMS_WEBHOOK
from guard.detect.secret.telegram_token import TELEGRAM_TOKEN
from guard.detect.secret.tencent_key import TENCENT_KEY
from guard.detect.secret.terraform_token import TERRAFORM_TOKEN
from guard.detect.secret.travis_token import TRAVIS_TOKEN
from guard.detect.secret.trello_token import TRELLO_TOKEN
from guard.detect.secret.twilio_key import TWILIO_KEY
from guard.detect.secret.twitch_token import TWITCH_TOKEN
from guard.detect.secret.twitter_token import TWITTER_TOKEN
from guard.detect.secret.typeform_token import TYPEFORM_TOKEN
from guard.detect.secret.upstash_key import UPSTASH_KEY
from guard.detect.secret.vault_token import VAULT_TOKEN
from guard.detect.secret.vercel_token import VERCEL_TOKEN
from guard.detect.secret.vonage_secret import VONAGE_SECRET
from guard.detect.secret.wandb_key import WANDB_KEY
from guard.detect.secret.webhook_secret import WEBHOOK_SECRET
from guard.detect.secret.xai_key import XAI_KEY
from guard.detect.secret.yandex_key import YANDEX_KEY
from guard.detect.secret.zendesk_token import ZENDESK_TOKEN
from guard.detect.secret.zoom_secret import ZOOM_SECRET

SECRETS: tuple[PatternDetector, ...] = (
    ADOBE_SECRET,
    ADYEN_KEY,
    AGE_SECRET_KEY,
    AIRTABLE_TOKEN,
    ALGOLIA_KEY,
    ALIBABA_KEY,
    APIFY_TOKEN,
    ASANA_TOKEN,
    ATLASSIAN_TOKEN,
    AUTH0_SECRET,
    AUTHORIZATION_HEADER,
    AWS_ACCESS_KEY,
    AWS_BEDROCK_KEY,
    AWS_MWS_KEY,
    AWS_SESSION_TOKEN,
    AXIOM_TOKEN,
    AZURE_CLIENT_SECRET,
    AZURE_DEVOPS_TOKEN,
    AZURE_KEY,
    AZURE_SAS,
    BASIC_AUTH_URL,
    BITBUCKET_TOKEN,
    BOX_SECRET,
    BRAINTREE_TOKEN,
    BREVO_KEY,
    BUILDKITE_TOKEN,
    CEREBRAS_KEY,
    CIRCLECI_TOKEN,
    CLICKUP_TOKEN,
    CLOJARS_TOKEN,
    CLOUDANT_KEY,
    CLOUDFLARE_TOKEN,
    CODECOV_TOKEN,
    COHERE_KEY,
    COINBASE_KEY,
    COMMAND_PASSWORD,
    CONFLUENT_SECRET,
    CONNECTION_STRING,
    CONTENTFUL_TOKEN,
    CRATES_TOKEN,
    CRYPTO_PRIVATE_KEY,
    DATABRICKS_TOKEN,
    DATADOG_KEY,
    DEEPL_KEY,
    DIGITALOCEAN_TOKEN,
    DISCORD_TOKEN,
    DISCORD_WEBHOOK,
    DOCKER_AUTH,
    DOCKER_HUB_TOKEN,
    DOPPLER_TOKEN,
    DROPBOX_TOKEN,
    DUFFEL_TOKEN,
    DYNATRACE_TOKEN,
    EASYPOST_KEY,
    ELASTIC_KEY,
    ELEVENLABS_KEY,
    FACEBOOK_TOKEN,
    FASTLY_TOKEN,
    FIGMA_TOKEN,
    FIREBASE_KEY,
    FIRECRAWL_KEY,
    FIREWORKS_KEY,
    FLUTTERWAVE_KEY,
    FLY_TOKEN,
    FRAMEIO_TOKEN,
    FRESHDESK_KEY,
    GCP_OAUTH,
    GITHUB_TOKEN,
    GITLAB_TOKEN,
    GOCARDLESS_TOKEN,
    GOOGLE_API_KEY,
    GRAFANA_TOKEN,
    GROQ_KEY,
    HARNESS_TOKEN,
    HEROKU_KEY,
    HETZNER_TOKEN,
    HIGH_ENTROPY_STRING,
    HONEYCOMB_KEY,
    HUBSPOT_TOKEN,
    HUGGING_FACE_TOKEN,
    IBM_CLOUD_KEY,
    INTERCOM_TOKEN,
    JFROG_KEY,
    JINA_KEY,
    JWT,
    LANGFUSE_KEY,
    LANGSMITH_KEY,
    LAUNCHDARKLY_KEY,
    LINEAR_KEY,
    LINKEDIN_SECRET,
    LINODE_TOKEN,
    LOB_KEY,
    MAILCHIMP_KEY,
    MAILGUN_KEY,
    MAILJET_KEY,
    MAPBOX_TOKEN,
    MATTERMOST_TOKEN,
    MAXMIND_KEY,
    MESSAGEBIRD_KEY,
    MISTRAL_KEY,
    MODEL_API_KEY,
    MOLLIE_KEY,
    MONGODB_ATLAS_KEY,
    NEON_KEY,
    NETLIFY_TOKEN,
    NETRC_PASSWORD,
    NEW_RELIC_KEY,
    NGROK_TOKEN,
    NOTION_TOKEN,
    NPM_TOKEN,
    NUGET_KEY,
    NVIDIA_KEY,
    OCTOPUS_KEY,
    OKTA_TOKEN,
    ONEPASSWORD_TOKEN,
    OPENROUTER_KEY,
    OPENSHIFT_TOKEN,
    OTP_SEED,
    PAGERDUTY_KEY,
    PASSWORD_ASSIGNMENT,
    PASSWORD_FIELD,
    PASSWORD_HASH,
    PAYPAL_SECRET,
    PERPLEXITY_KEY,
    PINECONE_KEY,
    PLAID_KEY,
    PLANETSCALE_TOKEN,
    POSTHOG_KEY,
    POSTMAN_KEY,
    POSTMARK_TOKEN,
    PREFECT_KEY,
    PRIVATE_KEY,
    PULUMI_TOKEN,
    PYPI_TOKEN,
    RAILWAY_TOKEN,
    RAZORPAY_KEY,
    README_KEY,
    RENDER_KEY,
    REPLICATE_TOKEN,
    RESEND_KEY,
    ROLLBAR_TOKEN,
    RUBYGEMS_KEY,
    RUNPOD_KEY,
    SALESFORCE_TOKEN,
    SCALEWAY_KEY,
    SENDBIRD_KEY,
    SENDGRID_KEY,
    SENTRY_TOKEN,
    SESSION_COOKIE,
    SHIPPO_TOKEN,
    SHOPIFY_TOKEN,
    SLACK_TOKEN,
    SLACK_WEBHOOK,
    SNYK_TOKEN,
    SONAR_TOKEN,
    SOURCEGRAPH_TOKEN,
    SPLUNK_TOKEN,
    SPOTIFY_SECRET,
    SQUARE_TOKEN,
    STRIPE_KEY,
    SUMO_LOGIC_KEY,
    SUPABASE_KEY,
    TAILSCALE_KEY,
    TAVILY_KEY,
    TEAMS_WEBHOOK,
    TELEGRAM_TOKEN,
    TENCENT_KEY,
    TERRAFORM_TOKEN,
    TRAVIS_TOKEN,
    TRELLO_TOKEN,
    TWILIO_KEY,
    TWITCH_TOKEN,
    TWITTER_TOKEN,
    TYPEFORM_TOKEN,
    UPSTASH_KEY,
    VAULT_TOKEN,
    VERCEL_TOKEN,
    VONAGE_SECRET,
    WANDB_KEY,
    WEBHOOK_SECRET,
    XAI_KEY,
    YANDEX_KEY,
    ZENDESK_TOKEN,
    ZOOM_SECRET,
)
