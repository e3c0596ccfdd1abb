import { field, OAuth2Client } from '@hubward/plugin'
import Type from 'typebox'
import { MailServer } from './credentials.ts'

/** Servers that the operator knows, for addresses that no table and no DNS leads from. */
export const KnownServers = Type.Object({
  /** Of addresses, such as `example.org`. */
  domains: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { minItems: 1 }),
  imap: MailServer,
  smtp: MailServer,
  /** PEM: what signed their certificates, where no well-known authority did. */
  ca: Type.Optional(Type.String({ minLength: 1 })),
  /** The name in their certificates, where it is another than the host's. */
  servername: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
})
export type KnownServers = Type.Static<typeof KnownServers>

/** Mailboxes that an app of the organisation's opens by itself, without anybody who logs in. */
const AppOnly = Type.Optional(
  Type.Array(
    Type.Object({
      address: Type.String({ minLength: 3, maxLength: 254 }),
      /** Known to whoever may connect this mailbox, and to nobody else. */
      code: Type.String({ minLength: 16, maxLength: 200, secret: true }),
    }),
    { maxItems: 1_000 },
  ),
)

const GenericOAuth = Type.Object({
  ...OAuth2Client.properties,
  /** Of the addresses whose mailboxes are opened by it. */
  domains: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { minItems: 1 }),
  authorizationEndpoint: Type.String({ format: 'uri' }),
  tokenEndpoint: Type.String({ format: 'uri' }),
  revocationEndpoint: Type.Optional(Type.String({ format: 'uri' })),
  scope: Type.String({ minLength: 1 }),
  appOnly: AppOnly,
})

const Microsoft = Type.Object({
  ...OAuth2Client.properties,
  /** `common` for every organisation, `organizations`, or the id of one. */
  tenant: Type.String({ minLength: 1, maxLength: 253, pattern: '^[\\w.-]+$', default: 'common' }),
  appOnly: AppOnly,
})

/** What an operator may set for all Channels of an integration. */
export const Settings = Type.Object({
  oauth: Type.Optional(
    Type.Object(
      {
        microsoft: Type.Optional(Microsoft),
        google: Type.Optional(Type.Object({ ...OAuth2Client.properties })),
        generic: Type.Optional(GenericOAuth),
      },
      {
        ...field({
          label: {
            en: 'Your own apps for logging in without a password',
            de: 'Ihre eigenen Apps für die Anmeldung ohne Passwort',
            fr: 'Vos propres applications pour la connexion sans mot de passe',
          },
        }),
      },
    ),
  ),
  providers: Type.Optional(
    Type.Array(KnownServers, {
      maxItems: 100,
      ...field({
        label: {
          en: 'Mail servers that nothing else leads to',
          de: 'Mailserver, zu denen sonst nichts führt',
          fr: 'Serveurs de messagerie vers lesquels rien d’autre ne mène',
        },
      }),
    }),
  ),
})
export type Settings = Type.Static<typeof Settings>
