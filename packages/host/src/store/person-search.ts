import type { Interaction } from '@hubward/socialhub'
import { sql } from 'kysely'
import { openInteractions } from './contents.ts'
import type { Db } from './database.ts'
import type { ChannelId, InteractorId, NetworkItemId } from './ids.ts'

/** Somebody who may be meant, and why they were found. */
export interface FoundPerson {
  readonly interactorId: InteractorId
  readonly name: string | null
  readonly url: string | null
  readonly messages: number
  /** SocialHub's ids. */
  readonly channels: readonly string[]
  /** Found in what was written alone: it may be about somebody else. */
  readonly onlyMentioned: boolean
}

const MOST_FOUND = 50
/** Messages that are read and opened at once: some megabytes. */
const PAGE = 1_000

interface Row {
  readonly channelId: ChannelId
  readonly socialhubChannelId: string
  readonly networkItemId: NetworkItemId
  readonly content: Interaction
}

/**
 * People by e-mail address, handle or name, as far as texts and names are still kept. Texts are sealed, so
 * each is opened here, page by page: a search by a person's id needs none of this.
 *
 * @param text at least three characters.
 */
export async function findPersons(db: Db, text: string): Promise<readonly FoundPerson[]> {
  const matches = matcher(text)
  const found = new Map<InteractorId, FoundPerson>()
  let last: Row | undefined
  do {
    const rows: readonly Row[] = await readPage(db, last)
    for (const row of rows) {
      const match = matches(row.content)
      if (match) add(found, row, match)
    }
    last = rows.length < PAGE ? undefined : rows.at(-1)
  } while (last)
  return [...found.values()].toSorted(byRelevance).slice(0, MOST_FOUND)
}

async function readPage(db: Db, last: Row | undefined): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select i.channel_id as "channelId", c.socialhub_channel_id as "socialhubChannelId",
      i.network_item_id as "networkItemId", i.content
    from interactions i join channels c on c.id = i.channel_id
    where i.content is not null
      and (i.channel_id, i.network_item_id) > (${last?.channelId ?? '0'}, ${last?.networkItemId ?? ''})
    order by i.channel_id, i.network_item_id limit ${PAGE}`.execute(db)
  const opened: Row[] = []
  for (const channelId of new Set(rows.map((row) => row.channelId))) {
    const own = rows.filter((row) => row.channelId === channelId)
    opened.push(...(await openInteractions(db, channelId, own)))
  }
  return opened
}

type Match = 'named' | 'mentioned'

function matcher(text: string): (content: Interaction) => Match | undefined {
  const wanted = text.toLowerCase()
  const [, user = '', server = ''] = /^@?([^@\s]+)@([^@\s]+)$/.exec(wanted) ?? []
  const handle = server === '' ? wanted.replace(/^@/, '') : user
  return ({ interactor, message }) => {
    if (!interactor) return undefined
    const name = interactor.name?.toLowerCase() ?? ''
    const url = interactor.url?.toLowerCase() ?? ''
    if (name.includes(wanted) || (url.includes(handle) && url.includes(server))) return 'named'
    return wanted.includes('@') && message?.toLowerCase().includes(wanted) ? 'mentioned' : undefined
  }
}

function add(found: Map<InteractorId, FoundPerson>, row: Row, match: Match): void {
  const { interactor } = row.content
  if (!interactor) return
  const { interactorId, name = null, url = null } = interactor
  const known = found.get(interactorId)
  const channels = new Set([...(known?.channels ?? []), row.socialhubChannelId])
  found.set(interactorId, {
    interactorId,
    name: later(known?.name, name),
    url: later(known?.url, url),
    messages: (known?.messages ?? 0) + 1,
    channels: [...channels],
    onlyMentioned: (known?.onlyMentioned ?? true) && match === 'mentioned',
  })
}

function later(known: string | null = null, given: string | null): string | null {
  return known === null || (given !== null && given > known) ? given : known
}

function byRelevance(one: FoundPerson, other: FoundPerson): number {
  return (
    Number(one.onlyMentioned) - Number(other.onlyMentioned) ||
    other.messages - one.messages ||
    (one.interactorId < other.interactorId ? -1 : 1)
  )
}
