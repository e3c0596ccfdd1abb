import {
  actingAs,
  type ChannelId,
  changeState,
  endUnconnected,
  type Host,
  keepUnconnected,
  openLedger,
  reusableManifest,
  setAccountLabel,
  storeCreatedChannel,
} from '@hubward/host'
import type { Simulator } from '@hubward/simulator'

/** Customers of an agency that does not exist; the last has no label yet. */
const CUSTOMERS = [
  'Sample & Sons',
  'Bäckerei Morgenrot',
  'Chocolaterie du Lac',
  'Fjord Cups',
  'Hotel Seeblick',
  'Kunsthalle Nord',
  'Librairie des Quais',
  'Nordlicht Reisen',
  'Stadtwerke Beispielstadt',
  'Tischlerei Holm',
  'Vélo République',
  '',
] as const

/** Whose Channels are not well, by the place of the Customer and of the integration. */
const TROUBLES: Readonly<Record<string, readonly [Parameters<typeof changeState>[2], string]>> = {
  '1 0': ['grant refused', 'The Network says that the account’s password was changed.'],
  '4 0': ['paused by the operator', 'Holidays until Monday.'],
  '5 0': ['grant refused', 'The Network says that the app password was withdrawn.'],
  '6 1': ['token refused', 'SocialHub answered 401: the Access Token was replaced.'],
  '8 1': ['switched off', 'SocialHub answered 403: the Channel is disabled.'],
}

/** Custom Channels, connected or not: in the cells that are empty otherwise. */
const CUSTOM: Readonly<Record<string, 'connected' | 'unconnected'>> = {
  '3 2': 'unconnected',
  '5 0': 'connected',
  '9 2': 'connected',
  '10 1': 'unconnected',
}

/** Who looks after the demo's Channels: the audit log names her. */
const OPERATOR = { kind: 'operator', name: 'Nora Beispiel' } as const

/**
 * Fills the cockpit: Customers with Channels of each integration, Custom and unconnected ones too, in every
 * state, stored as onboarding
 * and turns store them. Their accounts at the Networks do not exist, so no host works for them: they
 * are due in a thousand years. Does nothing where it was done before.
 */
export async function fillDemo({ context }: Host, simulator: Simulator): Promise<void> {
  const { sealer, integrations } = context
  const [db, operator] = [
    actingAs(context.db, { kind: 'customer' }),
    actingAs(context.db, OPERATOR),
  ]
  const names = [...integrations.keys()].toSorted()
  const known = await db.selectFrom('account_labels').select('label').execute()
  if (known.some(({ label }) => label === CUSTOMERS[1])) return
  for (const [at, label] of CUSTOMERS.entries()) {
    const account = simulator.act.createAccount({ name: label || 'New here' })
    if (label !== '') await setAccountLabel(operator, account.id, label)
    for (const [column, integration] of names.entries()) {
      const custom = CUSTOM[`${at} ${column}`]
      if ((at + column) % 3 === 2 && custom === undefined) continue
      const reusable = await reusableManifest(db, integration)
      if (!reusable) continue
      const name = `${label || 'Account'} · ${integrations.get(integration)?.plugin.name ?? integration}`
      const socialhubChannelId = (at * 100 + column + 1).toString(16).padStart(24, 'd')
      const own =
        custom &&
        (await operator.transaction().execute((trx) =>
          keepUnconnected(trx, sealer, {
            integration,
            socialhubChannelId,
            accountId: account.id,
            name,
            accessToken: 'of-a-demo',
          }),
        ))
      if (custom === 'unconnected') continue
      const id = await db.transaction().execute(async (trx) => {
        if (own !== undefined) await endUnconnected(trx, own)
        const stored = await storeCreatedChannel(trx, sealer, {
          integration,
          manifest: own ?? reusable.id,
          socialhubChannelId,
          accountId: account.id,
          networkId: `demo-${at}-${column}`,
          name,
          uniqueName: `@demo-${at}-${column}`,
          imageUrl: null,
          server: null,
          language: 'en',
          accessToken: 'of-a-demo',
          credentials: {},
          credentialsExpireAt: column === 1 ? new Date(Date.now() + (at + 1) * 86_400_000) : null,
          channelSettings: {},
          fetchSince: new Date(),
        })
        const id = stored.channelId
        const rest = { due_at: new Date('3000-01-01') }
        await trx.updateTable('turns').set(rest).where('channel_id', '=', id).execute()
        if (at === 3 && column === 0) {
          const failing = { fetch_failures: 6, fetch_failure: null }
          await trx.updateTable('channels').set(failing).where('id', '=', id).execute()
        }
        await addMessages(trx, id, 12 + ((at * 7 + column * 5) % 40))
        return id
      })
      const trouble = TROUBLES[`${at} ${column}`]
      if (!trouble) continue
      // What a host finds out is its own doing.
      const by = trouble[0].endsWith('by the operator') ? operator : context.db
      await by
        .transaction()
        .execute((trx) => changeState(trx, { id, tokenGeneration: 1 }, ...trouble))
    }
  }
}

type Trx = Parameters<Parameters<ReturnType<Host['context']['db']['transaction']>['execute']>[0]>[0]

/** Delivered messages of the last four weeks, without texts: as retention leaves them. */
async function addMessages(trx: Trx, channelId: ChannelId, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, number) => {
    const at = new Date(Date.now() - ((number * 37) % 28) * 86_400_000)
    return {
      channel_id: channelId,
      network_item_id: `demo-${number}`,
      state: 'delivered',
      attempts: 1,
      // There is no text.
      content_digest: '0',
      thread: `demo-${number}`,
      ticket_id: `demo-${number}`,
      received_at: at,
      delivered_at: at,
      erased_at: at,
    }
  })
  await trx.insertInto('interactions').values(rows).execute()
  await openLedger(trx, channelId)
}
