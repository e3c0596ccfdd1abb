import type { Language, LocalizedText, PlainData } from '@hubward/plugin'
import { sql } from 'kysely'
import { CHANNEL_TRANSITIONS, type ChannelState, isChannelState } from '../channel.ts'
import type { Sealer } from '../sealing/sealer.ts'
import { channelSealer, dataSealer } from './account-keys.ts'
import { writeAudit } from './audit.ts'
import type { Db, Trx } from './database.ts'
import { forCustomer, selectFailure } from './fetch-failure.ts'
import { freshGrant } from './grants.ts'
import type { AccountId, ChannelId, NetworkId, SocialHubChannelId } from './ids.ts'
import { noticeOfState } from './notices.ts'
import { settleRefresh } from './renewals.ts'
import { ring } from './turns.ts'
import { claimEvents } from './unclaimed-events.ts'

// Of a Channel's row: all of it, when SocialHub has created the Channel or it is connected again.

/** A Channel as SocialHub's 201 and the plugin's `authenticate` describe it. */
export interface NewChannel {
  readonly integration: string
  /** Our id of its Manifest. */
  readonly manifest: string
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: AccountId
  readonly networkId: NetworkId
  readonly name: string
  readonly uniqueName: string
  readonly imageUrl: string | null
  readonly server: string | null
  readonly language: Language
  readonly accessToken: string
  readonly credentials: PlainData
  readonly credentialsExpireAt: Date | null
  /** Of the grant that others may live on, too: `shared-grants.ts`. */
  readonly grantHash?: Buffer | null
  readonly channelSettings: PlainData
  /** From when messages are wanted at the first fetch: `onboarding/backfill.ts`. */
  readonly fetchSince: Date
}

/** How a Channel was that has come back. */
export interface FormerState {
  readonly state: ChannelState
  readonly since: Date
  /** Why, as its plugin told the Customer. */
  readonly sentence?: LocalizedText
}

/**
 * Stores what SocialHub has just created, or gives a Channel that is known (by SocialHub's id, or by
 * Manifest and `networkId`) its new token and credentials in place: position and delivered ids stay.
 * Known is only what belongs to the same Account: another's Channel ends, and nothing of it passes
 * over. Events that reached us before the 201 are taken over.
 */
export async function storeCreatedChannel(
  trx: Trx,
  sealer: Sealer,
  channel: NewChannel,
): Promise<{ channelId: ChannelId; former: FormerState | undefined }> {
  await endOthers(trx, sealer, channel)
  const found = await findOwn(trx, channel)
  const id = found?.id ?? (await nextId(trx))
  const data = await dataSealer(trx, sealer, channel.accountId)
  const values = {
    socialhub_channel_id: channel.socialhubChannelId,
    account_id: channel.accountId,
    name: channel.name,
    unique_name: channel.uniqueName,
    image_url: channel.imageUrl,
    server: channel.server,
    language: channel.language,
    sealed_token: data.seal('channels.sealed_token', id, channel.accessToken),
    sealed_credentials: data.seal('channels.sealed_credentials', id, channel.credentials),
    credentials_expire_at: channel.credentialsExpireAt,
    grant_hash: channel.grantHash ?? null,
    sealed_settings: data.seal('channels.sealed_settings', id, channel.channelSettings),
  }
  if (found) {
    await ring(trx, id, 'command')
    const changed = await trx
      .updateTable('channels')
      .set({
        ...values,
        state: CHANNEL_TRANSITIONS.reconnected.to,
        state_cause: null,
        state_since: sql`now()`,
        ...(found.network_id === null && {
          network_id: channel.networkId,
          ended_network_id: null,
        }),
        token_generation: sql`token_generation + 1`,
        check_access: false,
        grant_failures: 0,
        told_at: null,
        credentials_erased_at: null,
        ...freshGrant,
        fetch_failures: 0,
        fetch_due_at: sql`now()`,
        deliver_failures: 0,
        deliver_after: sql`'epoch'`,
      })
      .where('id', '=', id)
      .returning(['id', 'integration', 'token_generation', 'state_since'])
      .executeTakeFirstOrThrow()
    await settleRefresh(trx, id, 'replaced')
    await writeAudit(trx, {
      action: 'channel.reconnected',
      channelId: id,
      before: { state: found.state },
      after: { state: 'active', name: channel.name, uniqueName: channel.uniqueName },
    })
    if (found.state !== 'active') {
      await noticeOfState(trx, changed, 'active', 'The Customer reconnected it.')
    }
  } else {
    await sql`
      insert into channels ${sql.raw(
        '(id, integration, manifest, network_id, fetch_since, socialhub_channel_id, account_id, name, unique_name, image_url, server, language, sealed_token, sealed_credentials, credentials_expire_at, grant_hash, sealed_settings)',
      )} overriding system value
      values (${id}, ${channel.integration}, ${channel.manifest}, ${channel.networkId},
        ${channel.fetchSince}, ${values.socialhub_channel_id}, ${values.account_id}, ${values.name},
        ${values.unique_name}, ${values.image_url}, ${values.server}, ${values.language},
        ${values.sealed_token}, ${values.sealed_credentials}, ${values.credentials_expire_at},
        ${values.grant_hash}, ${values.sealed_settings})`.execute(trx)
    await trx.insertInto('turns').values({ channel_id: id, holder: null }).execute()
    await ring(trx, id, 'command')
    await writeAudit(trx, {
      action: 'channel.created',
      channelId: id,
      after: { state: 'active', name: channel.name, uniqueName: channel.uniqueName },
    })
  }
  await claimEvents(trx, sealer, channel.manifest, channel.socialhubChannelId)
  const sentence = forCustomer(found?.failure ?? null)
  const former =
    found && isChannelState(found.state)
      ? { state: found.state, since: found.state_since, ...(sentence && { sentence }) }
      : undefined
  return { channelId: id, former }
}

/** How a Channel's Account, and what it is connected with, name it. */
export type ChannelIdentity = Pick<NewChannel, 'manifest' | 'accountId' | 'networkId'> & {
  readonly socialhubChannelId?: SocialHubChannelId
}

/** The Channel that this Account has had for the same account of the Network, ended or not. */
export function findOwn(
  db: Db,
  { manifest, accountId, networkId, socialhubChannelId }: ChannelIdentity,
) {
  return db
    .selectFrom('channels')
    .select(['id', 'state', 'state_since', 'network_id'])
    .select(selectFailure('channels').as('failure'))
    .where('account_id', '=', accountId)
    .where((where) =>
      where.or([
        ...(socialhubChannelId === undefined
          ? []
          : [where('socialhub_channel_id', '=', socialhubChannelId)]),
        where.and([
          where('manifest', '=', manifest),
          where.or([
            where('network_id', '=', networkId),
            where('ended_network_id', '=', networkId),
          ]),
        ]),
      ]),
    )
    .orderBy(sql`socialhub_channel_id = ${socialhubChannelId ?? ''}`, 'desc')
    .orderBy('id')
    .executeTakeFirst()
}

/** The id is needed before the row: sealed values are bound to it. */
async function nextId(trx: Trx): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence('channels', 'id')) as id`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL gave no id.')
  return row.id
}

/** What SocialHub, or the account's owner at the Network, gave to an Account. */
export interface Connected {
  readonly integration: string
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: AccountId
  readonly networkId: NetworkId
}

const CAUSE =
  'Another SocialHub Account has connected the same account of the Network. Nothing of this Channel passed to it.'

/**
 * Ends the Channels of other Accounts that were connected with the same account of the Network. They
 * give their `network_id` and their credentials up and keep everything else: it is their Account's, and
 * waits for 90 days as it does for any Channel that stands still. Whoever is at work for one loses its
 * turn, so that no late write follows.
 */
async function endOthers(
  trx: Trx,
  sealer: Sealer,
  { integration, socialhubChannelId, accountId, networkId }: Connected,
): Promise<void> {
  // Two Accounts that connect in one moment, through different Manifests, end each other in turn.
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`${integration} ${networkId}`}, 1))`.execute(
    trx,
  )
  const others = await trx
    .selectFrom('channels')
    .select(['id', 'socialhub_channel_id'])
    .where('account_id', '<>', accountId)
    .where((where) =>
      where.or([
        where('socialhub_channel_id', '=', socialhubChannelId),
        where.and([where('integration', '=', integration), where('network_id', '=', networkId)]),
      ]),
    )
    .orderBy('id')
    .execute()
  for (const { id, socialhub_channel_id: known } of others) {
    await end(trx, sealer, id, known === socialhubChannelId ? `${known}-${id}` : undefined)
  }
}

/**
 * @param renamed what the Channel is called here from now on, where SocialHub has given its id away:
 *   there is nobody then to tell of what waits.
 */
async function end(
  trx: Trx,
  sealer: Sealer,
  id: string,
  renamed: string | undefined,
): Promise<void> {
  const { to } = CHANNEL_TRANSITIONS['connected by another Account']
  const data = await channelSealer(trx, sealer, id)
  await ring(trx, id, 'command')
  const former = await trx
    .selectFrom('channels')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirst()
  await sql`update turns set fence = fence + 1, holder = null, due_at = now()
    where channel_id = ${id}`.execute(trx)
  const ended = await trx
    .updateTable('channels')
    .set({
      state: to,
      state_cause: CAUSE,
      state_since: sql`now()`,
      network_id: null,
      ended_network_id: sql`coalesce(network_id, ended_network_id)`,
      sealed_credentials: data.seal('channels.sealed_credentials', id, null),
      credentials_expire_at: null,
      grant_hash: null,
      check_access: false,
      refresh_wanted: false,
      trouble: null,
      trouble_since: null,
      trouble_at: null,
      told_at: null,
      ...(renamed !== undefined && {
        socialhub_channel_id: renamed,
        sealed_token: data.seal('channels.sealed_token', id, ''),
        told_at: sql<Date>`now()`,
      }),
    })
    .where('id', '=', id)
    .returning(['id', 'integration', 'token_generation', 'state_since'])
    .executeTakeFirstOrThrow()
  await settleRefresh(trx, id, 'replaced')
  await noticeOfState(trx, ended, to, CAUSE)
  await writeAudit(trx, {
    action: 'channel.ended',
    channelId: id,
    before: { state: former?.state ?? null },
    after: { state: to },
    cause: CAUSE,
  })
}
