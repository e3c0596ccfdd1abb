import { type AuthenticationContext, loginForm, textField } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

/** What an operator configures once: where the API is. */
export const Settings = Type.Object({ server: Type.String({ format: 'uri' }) })
export type Settings = Type.Static<typeof Settings>

/** What one Channel needs to act on the Network; here also the form that the Customer fills in. */
export const Credentials = Type.Object({
  token: textField({
    minLength: 1,
    label: { en: 'Token', de: 'Token', fr: 'Jeton' },
    secret: true,
  }),
})
export type Credentials = Type.Static<typeof Credentials>

export const authorization = ({ token }: Credentials) => ({ authorization: `Bearer ${token}` })

const Account = Type.Object({ id: Type.String(), name: Type.String() })

export const login = loginForm({
  title: { en: 'Connect My Network', de: 'My Network verbinden', fr: 'Connecter My Network' },
  schema: Credentials,
  async accounts(context: AuthenticationContext<Settings>, credentials) {
    const url = new URL('/api/me', context.settings.server)
    const answer = await context.http(url, { headers: authorization(credentials) }).json()
    const { id, name } = Value.Parse(Account, answer)
    return [{ networkId: id, name, uniqueName: name, credentials }]
  },
  refused: {
    authentication: {
      token: { en: 'This token is refused.', de: 'Dieses Token gilt nicht.', fr: 'Jeton refusé.' },
    },
  },
})
