import Type from 'typebox'
import { PluginError } from '../error.ts'
import { textField } from '../form-fields.ts'

/** Where a Network's OAuth 2 endpoints are. https, or http on a loopback address for tests. */
export interface OAuth2Server {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  /** RFC 7009, where the Network takes grants back. */
  readonly revocationEndpoint?: string
  /** Where the Network names itself in its answers (RFC 9207, OpenID Connect): it is compared then. */
  readonly issuer?: string
}

/** How we are registered at the Network. Put it into the plugin's `settings`, alone or with others. */
export const OAuth2Client = Type.Object({
  clientId: textField({
    minLength: 1,
    label: { en: 'Client id', de: 'Client-ID', fr: 'Identifiant client' },
  }),
  clientSecret: textField({
    minLength: 1,
    label: { en: 'Client secret', de: 'Client-Geheimnis', fr: 'Secret client' },
    secret: true,
  }),
})

/** A registered client; a public one has no secret. */
export interface OAuth2Client {
  readonly clientId: string
  readonly clientSecret?: string
  /** How the secret is sent: in the form (`post`, which most take), or as HTTP Basic. */
  readonly clientAuthentication?: 'post' | 'basic'
}

/** What a Channel keeps of its grant. Put it into the plugin's `credentials`, alone or with others. */
export const OAuth2Tokens = Type.Object({
  accessToken: Type.String({ minLength: 1 }),
  refreshToken: Type.Optional(Type.String({ minLength: 1 })),
  /** What was granted, where the Network says so: it may be less than what was asked for. */
  scope: Type.Optional(Type.String()),
})
export type OAuth2Tokens = Type.Static<typeof OAuth2Tokens>

/** One server and our registration there. */
export interface OAuth2Party {
  readonly server: OAuth2Server
  readonly client: OAuth2Client
}

/**
 * An endpoint as a URL. What is sent there are secrets, so it must be https; a server on this machine
 * is a test's.
 */
export function endpoint(url: string): URL {
  const parsed = URL.parse(url)
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed))) {
    return parsed
  }
  throw new PluginError('operator', {
    message: `"${url}" can be no OAuth 2 endpoint: it must be an https URL`,
  })
}

function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
