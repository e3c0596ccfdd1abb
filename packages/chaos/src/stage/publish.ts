import type { Channel } from '@hubward/simulator'
import type { Release } from './hosts.ts'
import type { SocialHub } from './socialhub.ts'

/** Publishes each Manifest through a developer's Custom Channel, by functions of this release, and has it promoted. */
export async function publishAll<Name extends string>(
  { module = '@hubward/host', config }: Release,
  socialhub: SocialHub,
  names: readonly Name[],
): Promise<Map<Name, string>> {
  const {
    createHost,
    notePromotion,
    parseConfig,
    publishManifest,
  }: typeof import('@hubward/host') = await import(module)
  const { accountId } = socialhub.started
  // Never started: it only lends its context.
  const { context } = await createHost({
    config: parseConfig({
      ...config,
      log: 'silent',
      plugins: { isolation: 'in-process' },
    }),
  })
  const published = new Map<Name, string>()
  for (const name of names) {
    const integration = context.integrations.get(name)
    if (!integration) throw new Error(`the integration ${name} could not be loaded`)
    const channel = await socialhub.act<Channel>('createCustomChannel', {
      accountId,
      name: `${name}, for its developer`,
    })
    const { accessToken } = await socialhub.act<{ accessToken: string }>('showToken', {
      channelId: channel.id,
    })
    const { id, manifestId } = await publishManifest(context, integration, accessToken)
    await socialhub.act('promoteManifest', { manifestId, name })
    await notePromotion(context, id, name)
    published.set(name, manifestId)
  }
  await context.db.destroy()
  return published
}
