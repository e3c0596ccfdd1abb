import { PLUGIN_ID } from '@hubward/plugin/id'

/** How a Customer shows that an account of the Network is theirs; each is a folder in `templates`. */
export const AUTHENTICATIONS = {
  oauth2: 'OAuth 2: the Customer agrees on a page of the Network',
  form: 'Token or password: the Customer fills in a form',
  none: 'None: the Customer only says which page or account it is',
} as const
export type Authentication = keyof typeof AUTHENTICATIONS

/** How messages come in; each is a folder in `templates`. */
export const DELIVERIES = {
  polled: 'Polled: the Network can be asked what is new',
  pushed: 'Pushed: the Network calls us, and can’t be asked later',
  listening: 'Listening: the Network tells us on a connection that we hold open',
  reviews: 'Reviews: a list that changes, with at most one answer to each',
} as const
export type Delivery = keyof typeof DELIVERIES

/** What has to be known to write a plugin. */
export interface Choices {
  readonly id: string
  readonly name: string
  readonly authentication: Authentication
  readonly messages: Delivery
}

const LONGEST_NAME = 60

/** What is wrong with an id, as a sentence; undefined: nothing. */
export function problemOfId(id: string): string | undefined {
  if (new RegExp(PLUGIN_ID).test(id)) return undefined
  return 'An id has 2 to 32 lower-case letters, digits and hyphens, and begins with a letter.'
}

/** What is wrong with a name, as a sentence; undefined: nothing. */
export function problemOfName(name: string): string | undefined {
  if (name.trim() === '') return 'Every Network has a name.'
  if (name.length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`
  // Control characters, line breaks among them.
  return /\p{C}/u.test(name) ? 'A name is one line of ordinary characters.' : undefined
}

/** "my-network" → "My Network": what most people would write. */
export function nameOf(id: string): string {
  return id
    .split('-')
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

/** The id that the name of a folder suggests, if it does. */
export function idOf(folder: string): string | undefined {
  const id = folder.toLowerCase().replace(/^hubward-plugin-/, '')
  return problemOfId(id) === undefined ? id : undefined
}
