// Long because finding, showing and erasing what is stored of a person read the same places.

import { type RawBuilder, sql } from 'kysely'
import { REFUSALS } from '../delivery.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { keysAtHand } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import { eraseMedia } from './channel-media.ts'
import { openTexts } from './contents.ts'
import type { Db, Trx } from './database.ts'
import { eraseFiles } from './erased-files.ts'
import { eraseConsents, erasePersonsMails, hashesOfPerson } from './erased-mails.ts'
import { filesNamedIn } from './file-type.ts'
import type { InteractorId, SocialHubChannelId } from './ids.ts'
import { mailsOfPerson } from './mail-overview.ts'
import { revisionRow } from './new-revision.ts'
import { personHash } from './plugin-store.ts'
import { openHead } from './sealed-files.ts'

/** Everything that is stored of one Interactor, by Channel. */
export interface PersonExport {
  readonly interactorId: InteractorId
  readonly channels: readonly PersonInChannel[]
}

export interface PersonInChannel {
  /** SocialHub's id; null for what a plugin keeps for its whole integration. */
  readonly channelId: SocialHubChannelId | null
  readonly integration: string
  readonly messages: readonly Readonly<Record<string, unknown>>[]
  /** What agents answered or did. */
  readonly ticketActions: readonly Readonly<Record<string, unknown>>[]
  /** What the plugin keeps of its own. */
  readonly kept: readonly { readonly key: string; readonly value: unknown }[]
  readonly files: readonly Readonly<Record<string, unknown>>[]
  /** Mails that told them of answers. */
  readonly mails: readonly Readonly<Record<string, unknown>>[]
}

interface Traces {
  readonly channel: string
  readonly socialhubChannelId: SocialHubChannelId | null
  readonly integration: string
}

export async function exportPerson(
  db: Db,
  sealer: Sealer,
  interactorId: InteractorId,
): Promise<PersonExport> {
  const channels: PersonInChannel[] = []
  const person = await personOf(db, sealer, interactorId)
  for (const place of await tracesOf(db, person)) {
    const messages = await sql<{
      item: string
      sealed: Buffer | null
      message: object
      content: unknown
      edits: readonly { revision: number; content: unknown }[] | null
    }>`
      select i.network_item_id as item, i.sealed_reference as sealed, jsonb_build_object(
        'networkItemId', i.network_item_id, 'ticketId', i.ticket_id, 'state', i.state,
        'receivedTime', i.received_at, 'deliveredTime', i.delivered_at, 'erasedTime', i.erased_at
        ) as message, i.content, (select jsonb_agg(jsonb_build_object('revision', r.revision,
            'content', r.content) order by r.revision)
          from revisions r where r.content is not null and (r.channel_id, r.network_item_id) =
            (i.channel_id, i.network_item_id)) as edits
      from interactions i where i.channel_id = ${place.channel} and ${theirs(person)}
      order by i.seq`.execute(db)
    await keysAtHand(
      db,
      sealer,
      messages.rows.map(({ sealed }) => sealed),
    )
    const items = messages.rows.map(({ item }) => item)
    const texts = messages.rows.map(({ item, content: stored }) => ({
      row: `${place.channel}:${item}`,
      stored,
    }))
    const interactions = await openTexts(db, 'interactions.content', texts)
    const actions = await sql<{
      uuid: string
      payload: unknown
      action: Readonly<Record<string, unknown>>
    }>`
      select event_uuid as uuid, payload, jsonb_build_object('networkItemId', network_item_id, 'ticketId', ticket_id, 'type', type,
        'state', state, 'acceptedTime', accepted_at, 'published', published) as action
      from ticket_actions where channel_id = ${place.channel} and network_item_id = any(${items})
      order by id`.execute(db)
    const payloads = await openTexts(
      db,
      'ticket_actions.payload',
      actions.rows.map(({ uuid, payload: stored }) => ({ row: uuid, stored })),
    )
    const edits = await Promise.all(
      messages.rows.map(({ item, edits: stored }) =>
        openTexts(
          db,
          'revisions.content',
          (stored ?? []).map(({ revision, content }) => ({
            row: revisionRow(place.channel, item, revision),
            stored: content,
          })),
        ),
      ),
    )
    const kept = await keptOf(db, sealer, place, person)
    const references = [...filesNamedIn(kept), ...(await filesShown(db, place.channel, items))]
    channels.push({
      channelId: place.socialhubChannelId,
      integration: place.integration,
      messages: messages.rows.map(({ item, sealed, message, edits: stored }, at) => ({
        ...message,
        interaction: interactions[at] ?? null,
        edits: stored && edits[at],
        reference:
          sealed &&
          sealer.open('interactions.sealed_reference', `${place.channel}:${item}`, sealed),
      })),
      ticketActions: actions.rows.map(({ action }, at) => ({ ...action, payload: payloads[at] })),
      kept,
      files: await described(db, sealer, place.integration, references),
      mails: await mailsOfPerson(db, sealer, place.channel, person.hashes),
    })
  }
  return { interactorId, channels }
}

/** Whether anything is stored of the person with this id, also after texts were erased. */
export async function isKnownPerson(
  db: Db,
  sealer: Sealer,
  interactorId: InteractorId,
): Promise<boolean> {
  return (await tracesOf(db, await personOf(db, sealer, interactorId))).length > 0
}

/** What was erased; and what could not be, for it is on its way. */
export interface PersonErased {
  readonly messages: number
  readonly ticketActions: number
  readonly kept: number
  readonly files: number
  /** Messages and Ticket Actions that a host is sending: erase again when they have arrived. */
  readonly underWay: number
  /** Tickets at SocialHub, whose copies are SocialHub's to erase. */
  readonly ticketIds: readonly string[]
}

/**
 * Erases what is stored of one Interactor. Ids, dates and the keyed hash stay: so the same messages
 * don't come back with the next fetch.
 */
export async function erasePerson(
  db: Db,
  sealer: Sealer,
  interactorId: InteractorId,
): Promise<PersonErased> {
  const sum = { messages: 0, ticketActions: 0, kept: 0, files: 0, underWay: 0 }
  const ticketIds: string[] = []
  const person = await personOf(db, sealer, interactorId)
  for (const place of await tracesOf(db, person)) {
    await db.transaction().execute(async (trx) => {
      const erased = await eraseIn(trx, sealer, place, person)
      for (const name of ['messages', 'ticketActions', 'kept', 'files', 'underWay'] as const) {
        sum[name] += erased[name]
      }
      ticketIds.push(...erased.ticketIds)
      // Counts alone: who it was is what is erased.
      const { ticketIds: tickets, ...after } = erased
      const where =
        place.channel === '0' ? { integration: place.integration } : { channelId: place.channel }
      await writeAudit(trx, {
        action: 'person.erased',
        ...where,
        after: { ...after, tickets: tickets.length },
      })
    })
  }
  // Whoever comes for the rest must find the same ids again.
  if (sum.underWay === 0) await eraseConsents(db, person.hashes)
  return { ...sum, ticketIds }
}

async function eraseIn(
  trx: Trx,
  sealer: Sealer,
  place: Traces,
  person: Person,
): Promise<PersonErased> {
  const { channel, integration } = place
  const { rows } = await sql<{ item: string; ticket: string | null; held: boolean; new: boolean }>`
    with found as (
      select i.network_item_id, i.state = 'stored' and i.attempts > 0 as held, i.erased_at is null
        or i.content is not null or i.sealed_reference is not null as new
      from interactions i where i.channel_id = ${channel} and ${theirs(person)} for update
    )
    update interactions i set interactor_hash = coalesce(i.interactor_hash, ${person.own}),
      content = case when held then content end,
      sealed_reference = case when held then sealed_reference end,
      erased_at = case when held then null else now() end,
      refusal = case when i.state = 'stored' and not held then ${REFUSALS.erased} else refusal end,
      state = case when i.state = 'stored' and not held then 'refused' else i.state end
    from found where i.channel_id = ${channel} and i.network_item_id = found.network_item_id
    returning i.network_item_id as item, i.ticket_id as ticket, held, new`.execute(trx)
  const items = rows.filter(({ held }) => !held).map(({ item }) => item)
  await sql`
    update revisions set content = null,
      refusal = case when state = 'stored' then ${REFUSALS.erased} else refusal end,
      state = case when state = 'stored' then 'refused' else state end
    where channel_id = ${channel} and network_item_id = any(${items}) and kind = 'edited'`.execute(
    trx,
  )
  await eraseMedia(trx, channel, items)
  const actions = await sql`
    update ticket_actions set payload = '{}', erased_at = now()
    where channel_id = ${channel} and network_item_id = any(${items}) and settled_at is not null
      and erased_at is null`.execute(trx)
  const open = await sql<{ count: string }>`
    select count(*) from ticket_actions where channel_id = ${channel}
      and network_item_id = any(${items}) and settled_at is null`.execute(trx)
  const kept = await keptOf(trx, sealer, place, person)
  const files = [...filesNamedIn(kept), ...(await filesShown(trx, channel, items))]
  await trx
    .deleteFrom('plugin_store')
    .where('integration', '=', integration)
    .where('channel_id', '=', channel)
    .where('person_hash', 'in', [...person.hashes])
    .execute()
  const mails = await erasePersonsMails(trx, channel, person.hashes)
  return {
    messages: rows.filter((row) => !row.held && row.new).length,
    ticketActions: Number(actions.numAffectedRows ?? 0),
    kept: kept.length + mails,
    files: await eraseFiles(trx, integration, files),
    underWay: rows.filter(({ held }) => held).length + Number(open.rows[0]?.count ?? 0),
    ticketIds: rows.flatMap(({ ticket }) => ticket ?? []),
  }
}

/** One person, by all that they are known as. */
interface Person {
  readonly interactorId: InteractorId
  readonly own: Buffer
  /** Also of other Interactors that a confirmed address shows to be the same person. */
  readonly hashes: readonly Buffer[]
}

async function personOf(db: Db, sealer: Sealer, interactorId: InteractorId): Promise<Person> {
  const own = personHash(sealer, interactorId)
  return { interactorId, own, hashes: await hashesOfPerson(db, own) }
}

/** Rows from before the hash was stored are found by their content, while they have one. */
function theirs({ interactorId, hashes }: Person): RawBuilder<boolean> {
  return sql<boolean>`(i.interactor_hash = any(${hashes})
    or i.interactor_hash is null and i.content -> 'interactor' ->> 'interactorId' = ${interactorId})`
}

/** Where anything is stored of the person. Channel 0 stands for an integration as a whole. */
async function tracesOf(db: Db, person: Person): Promise<readonly Traces[]> {
  const { hashes } = person
  const { rows } = await sql<Traces>`
    select c.id as channel, c.socialhub_channel_id as "socialhubChannelId", c.integration
    from channels c where c.id in (
      select i.channel_id from interactions i where ${theirs(person)}
      union select channel_id from plugin_store where person_hash = any(${hashes})
      union select channel_id from visitor_mails where person_hashes && ${hashes}
      union select channel_id from mail_consents where person_hashes && ${hashes})
    union
    select 0, null, integration from plugin_store
    where channel_id = 0 and person_hash = any(${hashes})
    order by 1`.execute(db)
  return rows
}

async function keptOf(
  db: Db,
  sealer: Sealer,
  { channel, integration }: Traces,
  { hashes }: Person,
): Promise<{ key: string; value: unknown }[]> {
  const rows = await db
    .selectFrom('plugin_store')
    .select(['key', 'sealed_value'])
    .where('integration', '=', integration)
    .where('channel_id', '=', channel)
    .where('person_hash', 'in', [...hashes])
    .orderBy('key')
    .execute()
  await keysAtHand(
    db,
    sealer,
    rows.map((row) => row.sealed_value),
  )
  return rows.map(({ key, sealed_value }) => ({
    key,
    value: sealer.open(
      'plugin_store.sealed_value',
      `${integration}/${channel}/${key}`,
      sealed_value,
    ),
  }))
}

async function filesShown(
  db: Db,
  channel: string,
  items: readonly string[],
): Promise<readonly string[]> {
  if (items.length === 0) return []
  const rows = await db
    .selectFrom('files')
    .select('id')
    .where('channel_id', '=', channel)
    .where('network_item_id', 'in', [...items])
    .execute()
  return rows.map(({ id }) => id)
}

async function described(
  db: Db,
  sealer: Sealer,
  integration: string,
  references: readonly string[],
): Promise<Readonly<Record<string, unknown>>[]> {
  if (references.length === 0) return []
  const rows = await db
    .selectFrom('files')
    .select([
      'id as reference',
      'name',
      'sealed_head',
      'mime_type as mimeType',
      'size_bytes as sizeBytes',
      'created_at as createdTime',
    ])
    .where('erased_at', 'is', null)
    .where('integration', '=', integration)
    .where('id', 'in', [...new Set(references)])
    .execute()
  return await Promise.all(
    rows.map(async ({ sealed_head, name, ...file }) => ({
      ...file,
      name: sealed_head ? (await openHead(db, sealer, file.reference, sealed_head)).name : name,
    })),
  )
}
