import { type AuthenticationContext, loginForm, textField } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

/** What an operator configures once: where the API is. */
export const Settings = Type.Object({ server: Type.String({ format: 'uri' }) })
export type Settings = Type.Static<typeof Settings>

/** Nothing: the Network knows a Channel by its `networkId` alone. */
export const Credentials = Type.Object({})
export type Credentials = Type.Static<typeof Credentials>

export const authorization = (_credentials: Credentials) => ({})

const Account = Type.Object({ id: Type.String(), name: Type.String() })

/** No login, but the Customer says whose messages they want. */
export const login = loginForm({
  title: { en: 'Choose a page', de: 'Seite wählen', fr: 'Choisir une page' },
  schema: Type.Object({
    page: textField({
      minLength: 1,
      label: { en: 'Name of the page', de: 'Name der Seite', fr: 'Nom de la page' },
    }),
  }),
  async accounts(context: AuthenticationContext<Settings>, { page }) {
    const path = `/api/accounts/${encodeURIComponent(page)}`
    const answer = await context.http(new URL(path, context.settings.server)).json()
    const { id, name } = Value.Parse(Account, answer)
    return [{ networkId: id, name, uniqueName: name, credentials: {} }]
  },
  refused: {
    'not-found': {
      page: { en: 'There is no such page.', de: 'Keine solche Seite.', fr: 'Page introuvable.' },
    },
  },
})
