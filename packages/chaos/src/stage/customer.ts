import { isConnected, type Seen, Visitor } from '../../../host/test/fixtures/visitor.ts'
import type { PlannedAccount } from '../plan/step.ts'
import type { SocialHub } from './socialhub.ts'

/** How long a person looks at a page that went wrong before they begin anew. */
const BEGIN_ANEW_MS = 700

/** "Add Channel", the account, what to name it: until the Channel is active. */
export async function connectChannel(
  socialhub: SocialHub,
  manifestId: string,
  { name }: PlannedAccount,
  signal: AbortSignal,
): Promise<void> {
  const { accountId } = socialhub.started
  await persist(signal, async () => {
    const { url } = await socialhub.act<{ url: string }>('creationLink', { accountId, manifestId })
    const customer = new Visitor()
    const details = await customer.submit(await customer.open(url), { account: name })
    const names = { ':name.0': name, ':unique-name.0': `@${name}`, ':backfill': 'on' }
    return await customer.submit(details, names)
  })
}

/** "Reactivate": why it stopped, the account again, until it is active. */
export async function reconnectChannel(
  socialhub: SocialHub,
  channelId: string,
  { name }: PlannedAccount,
  signal: AbortSignal,
): Promise<void> {
  await persist(signal, async () => {
    const { url } = await socialhub.act<{ url: string }>('reactivationLink', { channelId })
    const customer = new Visitor()
    const form = await customer.submit(await customer.open(url))
    return await customer.submit(form, { account: name })
  })
}

/** Hosts die under the pages, too: a Customer who really wants the Channel begins anew. */
export async function persist(signal: AbortSignal, once: () => Promise<Seen>): Promise<void> {
  while (!signal.aborted) {
    const seen = await once().catch(() => undefined)
    if (seen && isConnected(seen)) return
    await new Promise((resolve) => setTimeout(resolve, BEGIN_ANEW_MS))
  }
  signal.throwIfAborted()
}
