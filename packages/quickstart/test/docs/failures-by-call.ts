import type { CallName } from '../../../border/src/calls.ts'
import { MEDIA_FAILURES } from '../../../host/src/plugins/channel-media-route.ts'
import { FAILURES, failureOfPlugin } from '../../../host/src/web/failure.ts'
import { en } from '../../../host/src/web/words/en.ts'
import { PLUGIN_ERROR_CODES, type PluginErrorCode } from '../../../plugin/src/error.ts'
import { table } from './markdown.ts'

type Meanings = Readonly<Record<PluginErrorCode, string>>

/** For functions in which the codes differ in nothing. */
function all(meaning: string): Meanings {
  return each(() => meaning)
}

function each(meaning: (code: PluginErrorCode) => string): Meanings {
  return Object.fromEntries(PLUGIN_ERROR_CODES.map((code) => [code, meaning(code)])) as Meanings
}

const LATER = 'Tried again with growing pauses. No Channel ends, however long it lasts.'
const PAUSED =
  'Waits `retryAfterMs`, never less. Nothing else is asked of the Network for this Channel.'
const APP =
  'The operator is told, once for all Channels (`app.refused`). Tried again; no Channel ends.'
const RESET = 'The Ticket Action is reset with the sentence.'
const AGAIN =
  'Tried again later, within the action’s lifetime. With `effect: unknown` the Network is asked first what became of it.'

/** A Ticket Action that is carried out. */
const acting: Meanings = {
  authentication: `${AGAIN} A fetch comes at once, and tells whether the grant is to blame.`,
  operator: `${AGAIN} The operator is told.`,
  'rate-limited': AGAIN,
  unavailable: AGAIN,
  'not-found': RESET,
  rejected: RESET,
  invalid: RESET,
}

const OWN_MATTER =
  'Tried again with growing pauses. Said in `hubward channel show`, after three times to the operator (`channel.fetch-refused`), and with a sentence to the Customer, on the settings page and on a link to reconnect.'

const listening = all(
  'It is opened again with growing pauses. Messages come with fetches meanwhile, a little later.',
)

const received = each((code) => `The sender is answered ${FAILURES[failureOfPlugin(code)].status}.`)

/** What a host makes of each code, by the function that throws it. */
const FAILURES_BY_CALL: Readonly<Record<CallName, Meanings>> = {
  authenticate: each((code) => {
    const { whose } = FAILURES[failureOfPlugin(code)]
    const told = whose === 'operator' ? ' The operator is told (`onboarding.failed`).' : ''
    const form = code === 'operator' ? '' : ' A form that was submitted comes again, with that.'
    const title = en[`failure.plugin-${code}.title`].replace('{network}', '‹Network›')
    return `The page says “${title}”, or your sentence.${form}${told} Nothing that is connected changes.`
  }),
  fetchMessages: {
    authentication:
      'Refreshed once, where the plugin can; refused again ten seconds later, the grant has ended, unless many are refused together. Your sentence reaches the Customer who reconnects it.',
    operator: APP,
    'rate-limited': `${PAUSED} Other Channels on this \`server\` pause, too.`,
    unavailable: LATER,
    'not-found': OWN_MATTER,
    rejected: OWN_MATTER,
    invalid: OWN_MATTER,
  },
  listRecent: {
    ...all('Tried again, ten times at most; then the next comparison comes in its time.'),
    authentication:
      'As for other codes. A fetch comes at once, and it alone says whether the grant has ended.',
    operator:
      'As for other codes. A fetch comes at once, and the operator is told if it fails the same way.',
    'rate-limited': 'Waits `retryAfterMs`, and goes on with the same page.',
  },
  reply: acting,
  perform: acting,
  replyWithTemplate: acting,
  limits: all(
    'The declared limits hold; whether the Network is there, the reply itself finds out.',
  ),
  findReply: {
    ...all(
      'Asked again with growing pauses; after the action’s lifetime nobody knows what became of it.',
    ),
    authentication:
      'Refreshed once, where the plugin can, and asked again. Refused again ten seconds later, the grant has ended.',
    operator: 'Asked again with growing pauses, and the operator is told.',
    'rate-limited': 'Asked again after `retryAfterMs`.',
  },
  refresh: {
    ...all(`${LATER} The credentials in use stay.`),
    authentication:
      'Ends nothing while the credentials in use have not run out. Then: refused again ten seconds later, the grant has ended; at once, where an exchange was cut off before.',
    operator: APP,
    'rate-limited': PAUSED,
  },
  subscribe: {
    ...all('Tried again with growing pauses. Messages come with fetches meanwhile.'),
    authentication: 'Refreshed once; refused again ten seconds later, the grant has ended.',
    operator: APP,
    'rate-limited': PAUSED,
  },
  listen: listening,
  listenForAll: listening,
  revoke: {
    ...all('`hubward channel remove` says that the grant remains at the Network, and why.'),
    authentication: 'The grant has ended already: counts as done.',
    'not-found': 'The grant has ended already: counts as done.',
  },
  templates: all(
    'SocialHub’s editor is answered 503 and shows no templates. Nothing else follows.',
  ),
  openMedia: each((code) => {
    const { status, sentence } = MEDIA_FAILURES[code]
    return `${status}: “${sentence}”`
  }),
  instructions: all(
    'The last page says that the instructions can’t be shown now. The Channel works.',
  ),
  admit: received,
  receive: received,
}

/** One table for each function, or for those in which everything is the same. */
export function failuresByCall(): string {
  const groups = Map.groupBy(Object.entries(FAILURES_BY_CALL), ([, meanings]) => meanings)
  return [...groups]
    .map(([meanings, calls]) => {
      const names = calls.map(([name]) => `\`${name}\``).join(', ')
      const rows = Map.groupBy(PLUGIN_ERROR_CODES, (code) => meanings[code])
      const lines = [...rows].map(([meaning, codes]) => [codesOf(codes), meaning])
      return `**${names}**\n\n${table(['code', 'what follows'], lines)}`
    })
    .join('\n\n')
}

function codesOf(codes: readonly PluginErrorCode[]): string {
  if (codes.length === PLUGIN_ERROR_CODES.length) return 'every code'
  return codes.map((code) => `\`${code}\``).join(', ')
}
