// Long because every setting stands in one schema: it makes the types, the checks and the reference.
import { OBJECT_ID } from '@hubward/socialhub'
import Type from 'typebox'

const closed = { additionalProperties: false } as const
const httpUrl = {
  pattern: '^https?://[^\\s]+$',
  must: 'be an address that begins with https:// (or, in development, http://)',
}

/**
 * Every setting: its type, its default, what it is for, and the environment variable that overrides
 * the file. The reference in `docs/` is compared with this schema by a test.
 */
export const Settings = Type.Object(
  {
    databaseUrl: Type.String({
      env: 'DATABASE_URL',
      pattern: '^postgres(ql)?://',
      must: 'be an address that begins with postgres://',
      example: 'postgres://hubward:password@127.0.0.1:5432/hubward',
      description: 'The PostgreSQL server (15 to 18) that all hosts share, as postgres://…',
    }),
    migrateDatabaseUrl: Type.Optional(
      Type.String({
        env: 'HUBWARD_MIGRATE_DATABASE_URL',
        pattern: '^postgres(ql)?://',
        must: 'be an address that begins with postgres://',
        example: 'postgres://hubward_owner:password@127.0.0.1:5432/hubward',
        description:
          'The same database for the role that owns its tables: only "hubward migrate" uses it, and grants the role of databaseUrl what hosts need. So hosts can add to the audit log, and change nothing in it. If absent, there is one role.',
      }),
    ),
    publicUrl: Type.String({
      env: 'HUBWARD_PUBLIC_URL',
      ...httpUrl,
      example: 'https://hubward.agency.example',
      description:
        'Where Customers, Networks and SocialHub reach this host. https, except in development. It can’t change once a Manifest is promoted.',
    }),
    webhookUrl: Type.Optional(
      Type.String({
        env: 'HUBWARD_WEBHOOK_URL',
        ...httpUrl,
        example: 'https://hooks.agency.example',
        description:
          'Where SocialHub sends webhooks and asks for templates, where that is not publicUrl; pages and Networks stay there. https, except in development. What SocialHub has been told already stays until a Manifest is pushed again, or changed by the SocialHub Team.',
      }),
    ),
    listen: Type.Object(
      {
        host: Type.String({
          env: 'HUBWARD_LISTEN_HOST',
          default: '127.0.0.1',
          description: 'The address to listen on.',
        }),
        port: Type.Integer({
          env: 'HUBWARD_LISTEN_PORT',
          default: 8080,
          minimum: 0,
          maximum: 65_535,
          description: 'The port to listen on; 0 takes a free one.',
        }),
      },
      { ...closed, default: {} },
    ),
    trustProxy: Type.Union(
      [
        Type.Boolean(),
        Type.Integer({ minimum: 0, maximum: 10 }),
        Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
      ],
      {
        env: 'HUBWARD_TRUST_PROXY',
        default: false,
        must: 'be a number of proxies from 0 to 10, true, false, or a list of addresses',
        example: 1,
        description:
          'Whose X-Forwarded-For says the address of a visitor: how many proxies of yours stand one behind the other in front of this host, or a list of their addresses and networks such as 10.0.0.0/8; false for none. true means 1. In the environment a number, or the list separated by commas.',
      },
    ),
    http: Type.Object(
      {
        headersMs: Type.Integer({
          env: 'HUBWARD_HTTP_HEADERS_MS',
          default: 15_000,
          minimum: 500,
          description:
            'How long the headers of a request may take from the opening of the connection, in milliseconds.',
        }),
        requestMs: Type.Integer({
          env: 'HUBWARD_HTTP_REQUEST_MS',
          default: 120_000,
          minimum: 500,
          description:
            'How long a request may take to arrive with its body, in milliseconds, however steadily it comes; what the answer takes is not counted.',
        }),
        keepAliveMs: Type.Integer({
          env: 'HUBWARD_HTTP_KEEP_ALIVE_MS',
          default: 72_000,
          minimum: 500,
          description:
            'How long a connection stays open between two requests, in milliseconds. Longer than the proxy keeps it, so that the proxy closes first.',
        }),
        idleMs: Type.Integer({
          env: 'HUBWARD_HTTP_IDLE_MS',
          default: 300_000,
          minimum: 60_000,
          description:
            'After how long a connection is closed on which nothing moves although a request is under way, in milliseconds: a download that is no longer read. Longer than any answer of a plugin takes.',
        }),
        heldBytes: Type.Integer({
          env: 'HUBWARD_HTTP_HELD_BYTES',
          default: 67_108_864,
          minimum: 8_388_608,
          description:
            'How much memory the bodies of requests may hold altogether in one host process, in bytes; a quarter is for SocialHub’s webhooks alone. Beyond that, the request that has been arriving longest is answered 503. At least four times the largest body that a plugin wants.',
        }),
        connections: Type.Integer({
          env: 'HUBWARD_HTTP_CONNECTIONS',
          default: 5_000,
          minimum: 10,
          description:
            'How many connections one host process keeps open. Beyond that, the one that has rested longest is closed, so that a new one always finds its place.',
        }),
        livePages: Type.Integer({
          env: 'HUBWARD_HTTP_LIVE_PAGES',
          default: 4_000,
          minimum: 0,
          description:
            'How many open pages one host process keeps a stream of events for, at most four fifths of its connections. Other pages look by themselves now and then.',
        }),
      },
      { ...closed, default: {} },
    ),
    keys: Type.Array(
      Type.Object(
        {
          id: Type.String({
            pattern: '^[A-Za-z0-9-]{1,16}$',
            must: 'be 1 to 16 letters, digits or hyphens',
            example: '2026',
            description: 'Names the key in what it sealed: 1 to 16 letters, digits, hyphens.',
          }),
          key: Type.String({
            minLength: 43,
            must: 'be 32 bytes, as 64 hex digits or base64; make one with: openssl rand -hex 32',
            description: '32 bytes, as 64 hex digits or base64.',
          }),
        },
        closed,
      ),
      {
        env: 'HUBWARD_KEYS',
        minItems: 1,
        secret: true,
        must: 'be a list of keys, each with an id and a key; make a key with: openssl rand -hex 32',
        example: 'keys: [{ id: "2026", key: "<64 hex digits>" }]',
        description:
          'What secrets are sealed with: the first seals, all open. In the environment as id:key, separated by commas.',
      },
    ),
    keysCommand: Type.Optional(
      Type.String({
        env: 'HUBWARD_KEYS_COMMAND',
        minLength: 1,
        example: 'cat /run/secrets/hubward-keys',
        description:
          'A command that prints the keys, as id:key, one a line; for a secret manager. Run once at the start with /bin/sh, where keys is absent.',
      }),
    ),
    socialhub: Type.Object(
      {
        apiUrl: Type.String({
          env: 'HUBWARD_SOCIALHUB_API_URL',
          default: 'https://api.socialhub.io',
          ...httpUrl,
          description: 'SocialHub’s API.',
        }),
        origins: Type.Array(Type.String(httpUrl), {
          env: 'HUBWARD_SOCIALHUB_ORIGINS',
          default: ['https://app.socialhub.io'],
          minItems: 1,
          must: 'be a list of addresses that begin with https://',
          example: 'https://app.socialhub.io',
          description:
            'Where a browser may be sent back to after onboarding. In the environment separated by commas.',
        }),
        settingsPath: Type.String({
          env: 'HUBWARD_SOCIALHUB_SETTINGS_PATH',
          default: '/settings/channels',
          pattern: '^/',
          must: 'be a path that begins with /',
          description: 'The path of the Channels Settings Page below the origin.',
        }),
      },
      { ...closed, default: {} },
    ),
    operator: Type.Object(
      {
        name: Type.String({
          env: 'HUBWARD_OPERATOR_NAME',
          minLength: 1,
          example: 'Sample Agency',
          description: 'Who runs this host, as Customers read it on every page.',
        }),
        imprintUrl: Type.Optional(
          Type.String({
            env: 'HUBWARD_OPERATOR_IMPRINT_URL',
            ...httpUrl,
            example: 'https://agency.example/imprint',
            description: 'The operator’s imprint. Required outside development.',
          }),
        ),
        privacyUrl: Type.Optional(
          Type.String({
            env: 'HUBWARD_OPERATOR_PRIVACY_URL',
            ...httpUrl,
            example: 'https://agency.example/privacy',
            description: 'The operator’s privacy notice. Required outside development.',
          }),
        ),
        supportUrl: Type.Optional(
          Type.String({
            env: 'HUBWARD_OPERATOR_SUPPORT_URL',
            pattern: '^(https?://|mailto:)',
            must: 'begin with https:// or mailto:',
            example: 'mailto:help@agency.example',
            description: 'Where a Customer finds help: a page, or mailto:.',
          }),
        ),
        termsUrl: Type.Optional(
          Type.String({
            env: 'HUBWARD_OPERATOR_TERMS_URL',
            ...httpUrl,
            example: 'https://agency.example/terms',
            description:
              'Terms that a Customer has to accept before a Channel is created; who did, and when, is recorded.',
          }),
        ),
        termsVersion: Type.Optional(
          Type.String({
            env: 'HUBWARD_OPERATOR_TERMS_VERSION',
            minLength: 1,
            maxLength: 100,
            must: 'be a text of at most 100 characters',
            example: '2026-01',
            description: 'The version of the terms, as it is recorded; required with termsUrl.',
          }),
        ),
      },
      closed,
    ),
    accounts: Type.Union([Type.Literal('open'), Type.Array(Type.String({ pattern: OBJECT_ID }))], {
      env: 'HUBWARD_ACCOUNTS',
      default: 'open',
      must: 'be open, or a list of Accounts’ ids, each of 24 characters from 0 to 9 and a to f',
      description:
        'Whose Channels are served: open for everybody, or SocialHub’s ids of the Accounts. A Channel of another Account is given back. In the environment separated by commas.',
    }),
    development: Type.Boolean({
      env: 'HUBWARD_DEVELOPMENT',
      default: false,
      description: 'Allows http on loopback addresses and an operator without imprint.',
    }),
    log: Type.Union(
      ['debug', 'info', 'warn', 'error', 'silent'].map((level) => Type.Literal(level)),
      {
        env: 'HUBWARD_LOG',
        default: 'info',
        description: 'How much is logged, as JSON lines on standard output.',
      },
    ),
    connections: Type.Integer({
      env: 'HUBWARD_CONNECTIONS',
      default: 10,
      minimum: 3,
      maximum: 100,
      description: 'How many connections to PostgreSQL one host process holds at most.',
    }),
    concurrentTurns: Type.Integer({
      env: 'HUBWARD_CONCURRENT_TURNS',
      default: 100,
      minimum: 1,
      maximum: 1_000,
      description:
        'How many Channels one host process serves at the same moment; a quarter more where Ticket Actions wait.',
    }),
    leaseMs: Type.Integer({
      env: 'HUBWARD_LEASE_MS',
      default: 60_000,
      minimum: 500,
      description:
        'How long a Channel stays with a host process that no longer answers, in milliseconds.',
    }),
    drainMs: Type.Optional(
      Type.Integer({
        env: 'HUBWARD_DRAIN_MS',
        minimum: 0,
        maximum: 8_000,
        description:
          'How long a host that stops goes on answering after /readyz says 503, in milliseconds, so that the proxy in front sends nothing to it any more. 2,000 if absent; in development 0.',
      }),
    ),
    fileQuotaBytes: Type.Integer({
      env: 'HUBWARD_FILE_QUOTA_BYTES',
      default: 5_368_709_120,
      minimum: 0,
      description: 'How much the files of one integration may take up together, in bytes.',
    }),
    channelFileQuotaBytes: Type.Integer({
      env: 'HUBWARD_CHANNEL_FILE_QUOTA_BYTES',
      default: 1_073_741_824,
      minimum: 0,
      description:
        'How much the files of one Channel may take up together, in bytes, so that one that is full is no other’s matter.',
    }),
    stagedFileQuotaBytes: Type.Integer({
      env: 'HUBWARD_STAGED_FILE_QUOTA_BYTES',
      default: 268_435_456,
      minimum: 0,
      description:
        'How much files of one integration may take up together, in bytes, that came with requests and that nobody has kept yet. One Channel has a quarter of it, and never less than one request needs. Where it is full, the oldest that wait for a second try go.',
    }),
    retentionDays: Type.Integer({
      env: 'HUBWARD_RETENTION_DAYS',
      default: 30,
      minimum: 1,
      description:
        'After how many days texts, names and pictures of what was delivered are erased, and of Ticket Actions that are settled. Ids stay, so that replies still find their way.',
    }),
    fileRetentionDays: Type.Integer({
      env: 'HUBWARD_FILE_RETENTION_DAYS',
      default: 365,
      minimum: 1,
      description:
        'After how many days files and conversations are erased that exist only here, such as pictures sent by a contact form. Customers are told.',
    }),
    retention: Type.Array(
      Type.Object(
        {
          account: Type.Optional(
            Type.String({
              pattern: OBJECT_ID,
              must: 'be an Account’s id, of 24 characters from 0 to 9 and a to f',
              description: 'Of which Account; if absent, of every one.',
            }),
          ),
          integration: Type.Optional(
            Type.String({
              pattern: '^[a-z][a-z0-9-]{1,31}$',
              description: 'In which integration; if absent, in every one.',
            }),
          ),
          retentionDays: Type.Optional(
            Type.Integer({ minimum: 1, description: 'In place of retentionDays.' }),
          ),
          fileRetentionDays: Type.Optional(
            Type.Integer({ minimum: 1, description: 'In place of fileRetentionDays.' }),
          ),
        },
        closed,
      ),
      {
        default: [],
        description:
          'What is kept longer or shorter than that, of an Account, in an integration, or both. What names both counts before what names an Account, and that before what names an integration.',
      },
    ),
    audit: Type.Object(
      {
        namesDays: Type.Integer({
          env: 'HUBWARD_AUDIT_NAMES_DAYS',
          default: 365,
          minimum: 1,
          description:
            'For how many days the audit log keeps the names of your people: operators on pages, users of commands. What was done stays; a change of this setting counts for what is done after it.',
        }),
        signingKey: Type.Optional(
          Type.String({
            env: 'HUBWARD_AUDIT_SIGNING_KEY',
            secret: true,
            pattern: '^-----BEGIN PRIVATE KEY-----',
            must: 'be an Ed25519 private key as PEM',
            description:
              'Signs the heads of the audit log’s chains when it is exported: an Ed25519 private key as PEM, made by "openssl genpkey -algorithm ed25519". Keep it where hosts are not: only "hubward audit" needs it.',
          }),
        ),
      },
      { ...closed, default: {} },
    ),
    openHosts: Type.Array(Type.String({ minLength: 1 }), {
      env: 'HUBWARD_OPEN_HOSTS',
      default: [],
      description:
        'Private addresses or names that plugins may reach, as host or host:port; everything else that isn’t public stays closed. In the environment separated by commas.',
    }),
    notices: Type.Object(
      {
        webhookUrl: Type.Optional(
          Type.String({
            env: 'HUBWARD_NOTICES_WEBHOOK_URL',
            ...httpUrl,
            example: 'https://chat.agency.example/hooks/hubward',
            description:
              'Where the operator is told, as JSON by POST, what needs attention. https, except in development.',
          }),
        ),
        webhookSecret: Type.Optional(
          Type.String({
            env: 'HUBWARD_NOTICES_WEBHOOK_SECRET',
            minLength: 16,
            secret: true,
            must: 'be a text of at least 16 characters; make one with: openssl rand -hex 32',
            description:
              'Signs these requests: X-Hubward-Signature is the hex HMAC-SHA256 of X-Hubward-Timestamp, a dot and the body.',
          }),
        ),
        mailTo: Type.Optional(
          Type.String({
            env: 'HUBWARD_NOTICES_MAIL_TO',
            pattern: '@',
            must: 'be a mail address, or several separated by commas',
            example: 'operations@agency.example',
            description: 'Where the same is told by mail; several addresses separated by commas.',
          }),
        ),
        mailFrom: Type.Optional(
          Type.String({
            env: 'HUBWARD_NOTICES_MAIL_FROM',
            pattern: '@',
            must: 'be a mail address',
            example: 'hubward@agency.example',
            description: 'The sender of these mails; if absent, the first address of mailTo.',
          }),
        ),
        smtpUrl: Type.Optional(
          Type.String({
            env: 'HUBWARD_NOTICES_SMTP_URL',
            pattern: '^smtps?://[^\\s]+$',
            secret: true,
            must: 'begin with smtp:// or smtps://',
            example: 'smtps://user:password@mail.agency.example',
            description:
              'The mail server, as smtp://user:password@host:587 or smtps://…; required with mailTo.',
          }),
        ),
      },
      { ...closed, default: {} },
    ),
    visitorMail: Type.Object(
      {
        from: Type.Optional(
          Type.String({
            env: 'HUBWARD_VISITOR_MAIL_FROM',
            pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$',
            must: 'be a mail address',
            example: 'answers@agency.example',
            description:
              'The sender’s address of mails that tell visitors of an answer; their names are the Customers’. If absent, visitors get no mail.',
          }),
        ),
        smtpUrl: Type.Optional(
          Type.String({
            env: 'HUBWARD_VISITOR_MAIL_SMTP_URL',
            pattern: '^smtps?://[^\\s]+$',
            secret: true,
            must: 'begin with smtp:// or smtps://',
            example: 'smtps://user:password@mail.agency.example',
            description:
              'The mail server for them, as smtp://user:password@host:587 or smtps://…; if absent, that of notices.',
          }),
        ),
        bounceAddress: Type.Optional(
          Type.String({
            env: 'HUBWARD_VISITOR_MAIL_BOUNCE_ADDRESS',
            pattern: '^[^\\s@<>,;+]{1,12}@[^\\s@<>,;]+$',
            must: 'be a mail address with at most 12 characters before the @ and no + among them',
            example: 'bounces@agency.example',
            description:
              'Where mails come back to that did not arrive: each has an address of its own, bounces+…@agency.example. If absent, they come back to from, and no agent hears of them.',
          }),
        ),
        bounceSecret: Type.Optional(
          Type.String({
            env: 'HUBWARD_VISITOR_MAIL_BOUNCE_SECRET',
            minLength: 32,
            secret: true,
            must: 'be a text of at least 32 characters; make one with: openssl rand -hex 32',
            description:
              'With it your mail server hands over what came back, by POST to /mail/bounces; required with bounceAddress.',
          }),
        ),
        noticesPerAddress: Type.Integer({
          env: 'HUBWARD_VISITOR_MAIL_NOTICES_PER_ADDRESS',
          default: 2,
          minimum: 0,
          description:
            'How many mails a day, of all forms together, ask one address that is not confirmed whether it is somebody’s. Addresses such as name+tag@example.org count as name@example.org.',
        }),
        noticesPerSender: Type.Integer({
          env: 'HUBWARD_VISITOR_MAIL_NOTICES_PER_SENDER',
          default: 5,
          minimum: 0,
          description:
            'How many such mails a day go to addresses that one sender typed: an IP address, or an IPv6 /64.',
        }),
        noticesPerChannel: Type.Integer({
          env: 'HUBWARD_VISITOR_MAIL_NOTICES_PER_CHANNEL',
          default: 200,
          minimum: 0,
          description: 'How many such mails a day one Channel causes, such as one form.',
        }),
        noticesPerDay: Type.Integer({
          env: 'HUBWARD_VISITOR_MAIL_NOTICES_PER_DAY',
          default: 2_000,
          minimum: 0,
          description: 'How many such mails a day all hosts send together.',
        }),
        mailsPerAddress: Type.Integer({
          env: 'HUBWARD_VISITOR_MAIL_MAILS_PER_ADDRESS',
          default: 30,
          minimum: 0,
          description: 'How many mails of any kind one address gets in a day.',
        }),
      },
      { ...closed, default: {} },
    ),
    metrics: Type.Object(
      {
        host: Type.String({
          env: 'HUBWARD_METRICS_HOST',
          default: '127.0.0.1',
          description: 'The address on which /metrics listens. Never a public one.',
        }),
        port: Type.Optional(
          Type.Integer({
            env: 'HUBWARD_METRICS_PORT',
            minimum: 0,
            maximum: 65_535,
            description: 'The port on which /metrics listens; if absent, it doesn’t.',
          }),
        ),
      },
      { ...closed, default: {} },
    ),
    cockpit: Type.Object(
      {
        host: Type.String({
          env: 'HUBWARD_COCKPIT_HOST',
          default: '127.0.0.1',
          description: 'The address on which the cockpit listens.',
        }),
        port: Type.Optional(
          Type.Integer({
            env: 'HUBWARD_COCKPIT_PORT',
            minimum: 0,
            maximum: 65_535,
            description: 'The port on which the cockpit listens; if absent, there is no cockpit.',
          }),
        ),
        url: Type.Optional(
          Type.String({
            env: 'HUBWARD_COCKPIT_URL',
            ...httpUrl,
            example: 'https://cockpit.agency.example',
            description:
              'Where your people’s browsers reach the cockpit. https, except on this machine; required where host is not a loopback address; if absent, http with host and port.',
          }),
        ),
        sessionMinutes: Type.Integer({
          env: 'HUBWARD_COCKPIT_SESSION_MINUTES',
          default: 480,
          minimum: 5,
          maximum: 1_440,
          description:
            'After how many minutes somebody has to sign in again; after an hour without a click in any case.',
        }),
        issuer: Type.Optional(
          Type.String({
            env: 'HUBWARD_COCKPIT_ISSUER',
            ...httpUrl,
            example: 'https://login.agency.example',
            description:
              'Your OpenID Connect provider; if absent, people sign in by a link that hubward operator link prints.',
          }),
        ),
        clientId: Type.Optional(
          Type.String({
            env: 'HUBWARD_COCKPIT_CLIENT_ID',
            minLength: 1,
            example: 'hubward-cockpit',
            description:
              'The cockpit’s client id at the provider; required with issuer. Its redirect address is /sign-in/callback below url.',
          }),
        ),
        clientSecret: Type.Optional(
          Type.String({
            env: 'HUBWARD_COCKPIT_CLIENT_SECRET',
            minLength: 1,
            secret: true,
            description: 'Its secret, where the provider gave one.',
          }),
        ),
        scope: Type.String({
          env: 'HUBWARD_COCKPIT_SCOPE',
          default: 'openid profile email',
          pattern: '(^| )openid( |$)',
          must: 'contain openid',
          description: 'What the provider is asked for.',
        }),
        roleClaim: Type.String({
          env: 'HUBWARD_COCKPIT_ROLE_CLAIM',
          default: 'hubward_role',
          minLength: 1,
          description:
            'The claim in which the provider says a person’s role: viewer, operator or administrator, or a list that has one of them. A dot leads into an object.',
        }),
        people: Type.Array(
          Type.Object(
            {
              who: Type.String({
                minLength: 1,
                example: 'anna@agency.example',
                description:
                  'The person’s subject at the provider, or a mail address that the provider calls verified.',
              }),
              role: Type.Union(
                [Type.Literal('viewer'), Type.Literal('operator'), Type.Literal('administrator')],
                { description: 'viewer, operator or administrator.' },
              ),
            },
            closed,
          ),
          {
            default: [],
            must: 'be a list, each with who and role',
            description:
              'Roles of people, where the provider says none. Who has no role may not sign in.',
          },
        ),
      },
      { ...closed, default: {} },
    ),
    tracing: Type.Object(
      {
        endpoint: Type.Optional(
          Type.String({
            env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
            ...httpUrl,
            example: 'http://127.0.0.1:4318',
            description:
              'The OpenTelemetry collector that traces are sent to, by OTLP over HTTP; /v1/traces is added. If absent, nothing is traced and nothing of OpenTelemetry is loaded.',
          }),
        ),
        headers: Type.Optional(
          Type.String({
            env: 'OTEL_EXPORTER_OTLP_HEADERS',
            minLength: 1,
            secret: true,
            must: 'be name=value, several separated by commas',
            example: 'authorization=Bearer%20…',
            description:
              'Headers for the collector, as name=value separated by commas, values percent-encoded.',
          }),
        ),
        share: Type.Number({
          env: 'OTEL_TRACES_SAMPLER_ARG',
          default: 1,
          minimum: 0,
          maximum: 1,
          must: 'be a number from 0 to 1',
          example: 0.1,
          description: 'Which share of traces is kept; each is kept as a whole or not at all.',
        }),
        disabled: Type.Boolean({
          env: 'OTEL_SDK_DISABLED',
          default: false,
          description:
            'Traces nothing although an endpoint is set, as for all programs of a machine.',
        }),
      },
      { ...closed, default: {} },
    ),
    plugins: Type.Object(
      {
        isolation: Type.Union([Type.Literal('worker'), Type.Literal('in-process')], {
          env: 'HUBWARD_PLUGINS_ISOLATION',
          default: 'worker',
          description:
            'Where plugins run: in workers of their own, which are ended when they hang or need too much memory; or in the host’s own thread, which saves that memory.',
        }),
        memoryMb: Type.Integer({
          env: 'HUBWARD_PLUGINS_MEMORY_MB',
          default: 256,
          minimum: 32,
          description: 'How much memory one worker of a plugin may hold, in MB; then it is ended.',
        }),
        callsAtOnce: Type.Integer({
          env: 'HUBWARD_PLUGINS_CALLS_AT_ONCE',
          default: 100,
          minimum: 1,
          description:
            'How many calls one worker of a plugin has under way at the same moment; others wait for their turn, each Channel as long as the next.',
        }),
        idleMs: Type.Integer({
          env: 'HUBWARD_PLUGINS_IDLE_MS',
          default: 60_000,
          minimum: 1_000,
          description:
            'After how long without a call a worker of a plugin ends, in milliseconds. It gives back some 40 MB; the next call waits until another has started.',
        }),
        cacheFolder: Type.Optional(
          Type.String({
            env: 'HUBWARD_PLUGINS_CACHE_FOLDER',
            minLength: 1,
            description:
              'Where a host keeps what plugins declare, so that it starts without importing code that has not changed. Nobody else may write there. If absent, a folder of the host’s user in the system’s temporary folder.',
          }),
        ),
        listeners: Type.Integer({
          env: 'HUBWARD_PLUGINS_LISTENERS',
          default: 1_000,
          minimum: 0,
          description:
            'How many calls in which a plugin listens one host process holds, at most 500 of them for one integration. Channels beyond that are polled, until a host has room.',
        }),
      },
      { ...closed, default: {} },
    ),
    pluginFolder: Type.Optional(
      Type.String({
        env: 'HUBWARD_PLUGIN_FOLDER',
        minLength: 1,
        description:
          'Where plugins are looked for when no integrations are configured: each package in it is one.',
      }),
    ),
    integrations: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z][a-z0-9-]{1,31}$' }),
        Type.Object(
          {
            plugin: Type.String({
              minLength: 1,
              must: 'name a package, or a path that begins with ./ or /',
              example: '@hubward/contact-form',
              description:
                'The package’s name, or a path beginning with ./ or /. Looked for in the folder of the configuration file, then where the host is started, then beside the host; by its name also in the folder plugins of a clone.',
            }),
            accounts: Type.Optional(
              Type.Union([Type.Literal('open'), Type.Array(Type.String({ pattern: OBJECT_ID }))], {
                must: 'be open, or a list of Accounts’ ids, each of 24 characters from 0 to 9 and a to f',
                description: 'Whose Channels this integration serves, in place of accounts above.',
              }),
            ),
            settings: Type.Optional(
              Type.Record(Type.String(), Type.Unknown(), {
                description: 'What the plugin asks of an operator; its README lists it.',
              }),
            ),
          },
          closed,
        ),
        {
          description:
            'Which plugin runs under which name, with its settings. The name stands in URLs and can’t change once the Manifest is promoted.',
        },
      ),
    ),
  },
  closed,
)
