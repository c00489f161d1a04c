package dev.sluice.agent;

/**
 * Every setting of the agent. Read from the system property {@link #property()}, else from the
 * environment variable {@link #variable()}, else from the file named by {@code sluice.config}.
 */
public enum Setting {
  MODE(
      "sluice.mode",
      "enforce",
      "`enforce`; `observe`: decide and report, stop and mask nothing; `off`: do nothing"),
  CONFIG("sluice.config", "", "a properties file with any of these settings"),
  POLICY(
      "sluice.policy",
      "",
      "the policy, a YAML file, read again when it changes; several, separated by commas, are layers, the highest first; without it the built-in policy is in force"),
  POLICY_URL(
      "sluice.policy.url",
      "",
      "where signed policies are served; then `sluice.policy` is in force only until a signed one is there, or names a published folder to begin with"),
  POLICY_CHANNEL("sluice.policy.channel", "prod", "the channel that is followed there"),
  POLICY_STORE(
      "sluice.policy.store",
      "",
      "where the signed policy in force is kept for the next start; default `.sluice/policies/SERVICE` in the home directory; `none` to keep nothing"),
  POLICY_CA(
      "sluice.policy.ca",
      "",
      "a file of certificates in PEM: the server's must be signed by one of them; default what the JVM trusts"),
  POLICY_TOKEN("sluice.policy.token", "", "a bearer token for the server"),
  POLICY_TOKEN_FILE(
      "sluice.policy.token_file", "", "a file with that token, read again for each request"),
  POLICY_CLIENT_KEYS(
      "sluice.policy.client_keys",
      "",
      "a PKCS #12 file with a client certificate and its key for the server"),
  POLICY_CLIENT_KEYS_PASSWORD(
      "sluice.policy.client_keys_password", "", "the password of that file"),
  TRUST_ROOT(
      "sluice.trust.root",
      "",
      "the file that names the root keys; needed with `sluice.policy.url`"),
  ON_MISSING(
      "sluice.on_missing",
      "builtin",
      "when the policy cannot be read at start: `builtin`: the built-in policy; `deny`: refuse every statement; `observe`: only trace"),
  ON_FAILURE(
      "sluice.on_failure",
      "auto",
      "when Sluice itself fails at a statement: `closed`: refuse it; `open`: let it pass; `auto`: refuse it to callers whom the policy restricts"),
  SERVICE_NAME(
      "sluice.service.name",
      "",
      "`service.name` on spans and in policies; default [what the service calls itself](docs/callers.md#the-service)"),
  OTLP_ENDPOINT(
      "sluice.otlp.endpoint",
      "",
      "base URL of an OTLP/HTTP receiver; default `OTEL_EXPORTER_OTLP_ENDPOINT`, else `http://localhost:4318`"),
  OTLP_HEADERS(
      "sluice.otlp.headers",
      "",
      "headers for it, `name=value,...`; default `OTEL_EXPORTER_OTLP_HEADERS`"),
  TRACES("sluice.traces", "true", "whether spans are exported"),
  METRICS("sluice.metrics", "true", "whether metrics are exported"),
  METRICS_INTERVAL("sluice.metrics.interval", "60", "seconds between two exports of metrics"),
  SPAN_SUBJECT(
      "sluice.span.subject",
      "false",
      "whether spans name the person (`enduser.id`, `user.roles`) beside the pseudonym"),
  CALLER_HEADER(
      "sluice.caller.header",
      "",
      "an HTTP request header that names the person, as an assertion that nobody verified"),
  CALLER_GROUPS_HEADER(
      "sluice.caller.groups_header",
      "",
      "an HTTP request header with the person's groups, separated by commas"),
  CALLER_MDC(
      "sluice.caller.mdc",
      "",
      "the key under which the service notes the person in SLF4J's MDC, as an assertion"),
  CALLER_BAGGAGE(
      "sluice.caller.baggage",
      "",
      "an entry of OpenTelemetry's baggage that names the person, as an assertion"),
  THREADS("sluice.threads", "false", "whether callers are carried to tasks on other threads"),
  THREADS_STARTED(
      "sluice.threads.started",
      "false",
      "with `sluice.threads`, whether to [platform threads that the service starts](docs/callers.md#threads-that-the-service-starts) too"),
  THREADS_OPENTELEMETRY(
      "sluice.threads.opentelemetry",
      "false",
      "with `sluice.threads`, whether the OpenTelemetry agent's context [carries them too](docs/callers.md#with-opentelemetrys-context)"),
  DATABASE_CALLER(
      "sluice.database.caller",
      "false",
      "whether PostgreSQL, MySQL and MariaDB are told for whom a statement is done, as settings `sluice.subject` and the like: [down to the database](docs/callers.md#down-to-the-database)"),
  DATABASE_NAME(
      "sluice.database.application_name",
      "false",
      "whether PostgreSQL's `application_name` says it too"),
  DATABASE_COMMENT(
      "sluice.database.comment",
      "false",
      "whether a comment behind the text of plain JDBC statements says it, in the form of sqlcommenter"),
  DATABASE_RESET(
      "sluice.database.reset",
      "true",
      "whether what a database was told of a caller, and the role that its session took for one, is taken back when a connection goes back to its pool"),
  JWT_ISSUERS(
      "sluice.jwt.issuers",
      "",
      "issuers, by the value of `iss`, separated by commas, whose bearer tokens name the person where nobody else does"),
  JWT_AUDIENCE(
      "sluice.jwt.audience",
      "",
      "values of `aud`, separated by commas: a token must be for one of them"),
  JWT_JWKS(
      "sluice.jwt.jwks",
      "",
      "where the keys of an issuer are, `ISSUER=URL,...`; default what its discovery document says"),
  JWT_SUBJECT(
      "sluice.jwt.subject", "sub", "claims that name the person; the first that is there counts"),
  JWT_GROUPS(
      "sluice.jwt.groups",
      "groups,roles,realm_access.roles",
      "claims with the person's groups, all together; `a.b` is `b` in the object `a`"),
  JWT_CLOCK_SKEW(
      "sluice.jwt.clock_skew", "60", "seconds by which clocks of issuer and service may differ"),
  HASH_KEY(
      "sluice.hash.key",
      "",
      "secret key of the mask `hash` and of pseudonyms, at least 16 characters; without it a new one at each start"),
  STATUS("sluice.status", "true", "whether the agent keeps the file that `sluice status` shows"),
  STATUS_DIR(
      "sluice.status.dir",
      "",
      "the directory of that file; default `sluice-USER` under `java.io.tmpdir`, for its owner alone");

  private final String property;
  private final String otherwise;
  private final String meaning;

  Setting(String property, String otherwise, String meaning) {
    this.property = property;
    this.otherwise = otherwise;
    this.meaning = meaning;
  }

  public String property() {
    return property;
  }

  /** The environment variable: {@code sluice.hash.key} is {@code SLUICE_HASH_KEY}. */
  public String variable() {
    return property.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
  }

  public String otherwise() {
    return otherwise;
  }

  /** What it is for, in Markdown. */
  public String meaning() {
    return meaning;
  }
}
