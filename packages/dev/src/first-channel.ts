import {
  type ChannelId,
  type Host,
  loadCallChannel,
  oldestChannel,
  reusableManifest,
  storeCreatedChannel,
} from '@hubward/host'
import type { AuthenticationStep, Instruction, PlainData } from '@hubward/plugin'
import type { Simulator } from '@hubward/simulator'
import { SocialHubClient } from '@hubward/socialhub'

export interface FirstChannel {
  readonly id: ChannelId
  /** What a Customer is told once the Channel is there, such as the hosted page of a contact form. */
  readonly instructions: readonly Instruction[]
}

/**
 * Makes a first Channel of an integration without anybody clicking: what the onboarding pages do,
 * with answers given here to the first form.
 *
 * @returns undefined when there can't be one yet.
 */
export async function firstChannel(
  { context }: Host,
  simulator: Simulator,
  integration: string,
  answers: Record<string, PlainData>,
): Promise<FirstChannel | undefined> {
  const manifest = await reusableManifest(context.db, integration)
  if (!manifest?.manifestId) return undefined
  const known = await oldestChannel(context.db, integration)
  const channelId = known ?? (await create(context, simulator, integration, manifest, answers))
  if (channelId === undefined) return undefined
  const channel = await loadCallChannel(context.db, context.sealer, channelId)
  if (!channel) return undefined
  return { id: channel.id, instructions: await context.plugins.instructions(channel) }
}

async function create(
  context: Host['context'],
  simulator: Simulator,
  integration: string,
  manifest: { id: string; manifestId: string | null },
  answers: Record<string, PlainData>,
): Promise<string | undefined> {
  const call = { language: 'en', callback: { url: context.config.publicUrl, state: '' } } as const
  let step: AuthenticationStep = await context.plugins.authenticate(integration, call, {
    kind: 'start',
  })
  if (step.kind === 'form') {
    const { step: id, state } = step
    step = await context.plugins.authenticate(integration, call, {
      kind: 'form',
      step: id,
      values: answers,
      state,
    })
  }
  const account = step.kind === 'complete' ? step.accounts[0] : undefined
  if (step.kind !== 'complete' || !account) return undefined

  const link = await simulator.act.creationLink({
    accountId: simulator.accountId,
    manifestId: manifest.manifestId ?? '',
  })
  const client = new SocialHubClient({
    apiUrl: simulator.apiUrl,
    accessToken: new URL(link).searchParams.get('token') ?? '',
  })
  const { networkId, name, uniqueName } = account
  const created = await client.createChannel({ networkId, name, uniqueName })
  const { channelId } = await context.db.transaction().execute((trx) =>
    storeCreatedChannel(trx, context.sealer, {
      integration,
      manifest: manifest.id,
      socialhubChannelId: created._id,
      accountId: created.accountId ?? simulator.accountId,
      networkId,
      name,
      uniqueName,
      imageUrl: account.imageUrl ?? null,
      server: account.server ?? null,
      language: 'en',
      accessToken: created.endpoint.accessToken,
      credentials: account.credentials,
      credentialsExpireAt: null,
      channelSettings: step.channelSettings ?? {},
      fetchSince: new Date(),
    }),
  )
  return channelId
}
