import type { Message, WrittenMessage } from '@hubward/plugin'
import type { Interaction } from '@hubward/socialhub'
import { type Expression, sql } from 'kysely'
import type { InteractionState } from '../delivery.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer } from './account-keys.ts'
import { openInteractions, sealText } from './contents.ts'
import type { Db, Trx } from './database.ts'
import { filesNamedIn } from './file-type.ts'
import { knownGroups, reviseGroup, takeParts } from './groups.ts'
import type { ChannelId, NetworkItemId, TicketId } from './ids.ts'
import { jsonText } from './jsonb.ts'
import { count, MESSAGE_DIGEST } from './ledger.ts'
import { personHash } from './plugin-store.ts'
import { sealReference } from './references.ts'
import { storeDeletion, storeEdit } from './revisions.ts'
import { sealForChannel } from './sealed-files.ts'

/** A message that can't become a Ticket as it is, and why. */
export interface Unusable {
  readonly networkItemId: NetworkItemId
  readonly refusal: string
}

/**
 * Stores what a fetch brought, with the step that brought it (`traceparent`). What is known already is left alone, unless it was edited since: then
 * its text is replaced while nobody has been told of it, and becomes a revision afterwards.
 *
 * @returns how many messages were new or edited.
 */
export async function storeMessages(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  messages: readonly Message[],
  unusable: readonly Unusable[],
  traceparent: string | null = null,
): Promise<number> {
  const written = messages.filter(isWritten)
  await ownFiles(trx, sealer, channelId, written)
  const fresh = await insertWritten(trx, sealer, channelId, written, traceparent)
  let changed = fresh.size
  // A part that came late: the Ticket of its group may be on its way already.
  for (const groupId of groupsOf(written.filter((one) => fresh.has(idOf(one))))) {
    await reviseGroup(trx, channelId, groupId)
  }
  for (const message of written) {
    const id = message.interaction.networkItemId
    if (message.updatedTime !== undefined && !fresh.has(id)) {
      changed += await storeEdit(trx, channelId, message, message.updatedTime)
    }
  }
  for (const message of messages) {
    if (!isWritten(message)) changed += await storeDeletion(trx, channelId, message)
  }
  if (unusable.length > 0) {
    const rows = unusable.map(({ networkItemId: id, refusal }) => ({ id, refusal }))
    await sql`
      with stored as (
        insert into interactions (channel_id, network_item_id, state, thread, refusal, content_digest)
        select ${channelId}::bigint, id, 'refused', id, refusal, 0
        from jsonb_to_recordset(${jsonText(rows)}::jsonb) as m (id text, refusal text)
        on conflict do nothing
        returning channel_id, ${MESSAGE_DIGEST} as digest
      )
      ${count('messages', 'received')}`.execute(trx)
  }
  return changed
}

/** Files of ours that a message shows belong to it from now on: they are erased with its Channel. */
async function ownFiles(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  messages: readonly WrittenMessage[],
): Promise<void> {
  const shown = messages.flatMap(({ interaction: { networkItemId, pictures, attachments } }) =>
    filesNamedIn({ pictures, attachments }).map((file) => ({ file, item: networkItemId })),
  )
  if (shown.length === 0) return
  const { rows } = await sql<{ id: string; sealedHead: Buffer | null }>`
    update files f set channel_id = ${channelId}, network_item_id = s.item
    from jsonb_to_recordset(${jsonText(shown)}::jsonb) as s (file uuid, item text), channels c
    where f.id = s.file and c.id = ${channelId} and f.integration = c.integration
    returning f.id, f.sealed_head as "sealedHead"`.execute(trx)
  await sealForChannel(trx, sealer, channelId, rows)
}

async function insertWritten(
  trx: Trx,
  sealer: Sealer,
  channelId: ChannelId,
  messages: readonly WrittenMessage[],
  traceparent: string | null,
): Promise<ReadonlySet<string>> {
  if (messages.length === 0) return new Set()
  const data = await channelSealer(trx, sealer, channelId)
  const led = new Set(await knownGroups(trx, channelId, groupsOf(messages)))
  const rows = newestOfEach(messages).map(
    ({ interaction, reference, own, updatedTime, group }, place) => ({
      place,
      state: stateIn(led, group),
      group: group?.id ?? null,
      wait: group?.waitMs ?? null,
      id: interaction.networkItemId,
      thread: interaction.root?.rootId ?? interaction.networkItemId,
      own: own === true,
      content: sealText(
        data,
        'interactions.content',
        `${channelId}:${interaction.networkItemId}`,
        interaction,
      ),
      written: updatedTime ?? null,
      person: interaction.interactor
        ? personHash(sealer, interaction.interactor.interactorId).toString('base64')
        : null,
      reference:
        reference === undefined
          ? null
          : sealReference(data, channelId, interaction.networkItemId, reference).toString('base64'),
    }),
  )
  // A reply of ours that was published without one learns its reference, and what it leads.
  const { rows: fresh } = await sql<{ network_item_id: string }>`
    with written as (
      insert into interactions (channel_id, network_item_id, state, thread, own, content, written_at,
        sealed_reference, interactor_hash, group_id, held_until, traceparent, content_digest)
      select ${channelId}::bigint, id, state, thread, own, content, written,
        decode(reference, 'base64'), decode(person, 'base64'), "group",
        case when state = 'stored' then now() + wait * interval '1 ms' end, ${traceparent},
        ledger_digest(content::text)
      from jsonb_to_recordset(${jsonText(rows)}::jsonb) as m (
        place int, id text, state text, thread text, own boolean, content jsonb, written timestamptz,
        reference text, person text, "group" text, wait int)
      order by place
      on conflict (channel_id, network_item_id) do update
        set sealed_reference = coalesce(interactions.sealed_reference, excluded.sealed_reference),
          group_id = excluded.group_id
        where interactions.state = 'own-reply' and (interactions.sealed_reference is null
          or interactions.group_id is distinct from excluded.group_id)
      returning channel_id, network_item_id, state, ${MESSAGE_DIGEST} as digest
    ), stored as (
      select channel_id, network_item_id, digest from written where state in ('stored', 'part')
    ), counted as (
      ${count('messages', 'received')}
    )
    select network_item_id from stored`.execute(trx)
  return new Set(fresh.map((row) => row.network_item_id))
}

/** Of a group, whatever comes first leads; the others are its parts. */
function stateIn(led: Set<string>, group: WrittenMessage['group']): InteractionState {
  if (group === undefined) return 'stored'
  if (led.has(group.id)) return 'part'
  led.add(group.id)
  return 'stored'
}

function groupsOf(messages: readonly WrittenMessage[]): readonly string[] {
  return [...new Set(messages.flatMap(({ group }) => (group ? [group.id] : [])))]
}

function idOf({ interaction }: WrittenMessage): string {
  return interaction.networkItemId
}

/** The same id twice in one answer is a message and its edits, in whatever order they were listed. */
function newestOfEach(messages: readonly WrittenMessage[]): readonly WrittenMessage[] {
  const newest = new Map<string, WrittenMessage>()
  for (const message of messages) {
    const known = newest.get(message.interaction.networkItemId)
    if (known && changedAt(message) < changedAt(known)) continue
    newest.set(message.interaction.networkItemId, message)
  }
  return [...newest.values()]
}

function changedAt({ updatedTime }: WrittenMessage): number {
  return updatedTime === undefined ? Number.NEGATIVE_INFINITY : Date.parse(updatedTime)
}

/** An Interaction to be sent. */
export interface Waiting {
  readonly networkItemId: NetworkItemId
  readonly thread: string
  readonly own: boolean
  readonly content: Interaction
  /** What it leads. */
  readonly groupId: string | null
  /** The step that brought it. */
  readonly traceparent: string | null
}

/**
 * Whether an Interaction may be sent now, as SQL about a row `i`. Own messages stay where they are
 * while a reply is on its way, or may be sent again: one of them may be that reply.
 */
export const READY = sql<boolean>`i.state = 'stored'
  and (i.held_until is null or i.held_until <= now()) and (not i.own or not exists (
  select from ticket_actions a where a.channel_id = i.channel_id
    and (a.state = 'sending' or (a.state = 'accepted' and a.attempts > 0))
    and a.type in ('reply', 'template_reply')))`

/**
 * The next Interactions to deliver, oldest first. From here on their content is frozen: whatever
 * happens to the first attempt, the next one says the same. Of a group, an edit may show in the next
 * attempt already; its revision follows all the same.
 */
export async function takeWaiting(
  trx: Trx,
  channelId: ChannelId,
  limit: number,
): Promise<readonly Waiting[]> {
  const { rows } = await sql<Waiting & { seq: string }>`
    update interactions i set attempts = attempts + 1
    from (
      select i.network_item_id from interactions i
      where i.channel_id = ${channelId} and ${READY}
      order by i.seq limit ${limit}
    ) next
    where i.channel_id = ${channelId} and i.network_item_id = next.network_item_id
    returning i.network_item_id as "networkItemId", i.thread, i.own, i.content, i.group_id as "groupId", i.traceparent, i.seq`.execute(
    trx,
  )
  const opened = await openInteractions(trx, channelId, rows)
  return await takeParts(
    trx,
    channelId,
    opened.toSorted((a, b) => Number(a.seq) - Number(b.seq)),
  )
}

/** @param ticketId undefined where SocialHub had the Ticket already and didn't say which it is. */
export function delivered(
  db: Db,
  channelId: Expression<string>,
  networkItemId: NetworkItemId,
  ticketId: TicketId | undefined,
) {
  return db
    .updateTable('interactions')
    .set({
      state: 'delivered' satisfies InteractionState,
      delivered_at: sql`now()`,
      ...(ticketId !== undefined && { ticket_id: ticketId }),
    })
    .where('channel_id', '=', channelId)
    .where('network_item_id', '=', networkItemId)
    .where('state', '=', 'stored')
}

export async function storeRefused(
  trx: Trx,
  channelId: ChannelId,
  networkItemId: NetworkItemId,
  refusal: string,
): Promise<void> {
  await trx
    .updateTable('interactions')
    .set({ state: 'refused' satisfies InteractionState, refusal, given_up_at: null })
    .where('channel_id', '=', channelId)
    .where('network_item_id', '=', networkItemId)
    .where('state', '=', 'stored')
    .execute()
}

/** A Ticket that an event names: SocialHub's answer that would have said so may have been lost. */
export function ticketIdLearnt(
  db: Db,
  channelId: Expression<string>,
  networkItemId: NetworkItemId,
  ticketId: TicketId,
) {
  return db
    .updateTable('interactions')
    .set({ ticket_id: ticketId })
    .where('channel_id', '=', channelId)
    .where('network_item_id', '=', networkItemId)
    .where('ticket_id', 'is', null)
}

function isWritten(message: Message): message is WrittenMessage {
  return 'interaction' in message
}
