import type { Integration } from '@hubward/border'
import { readToken, SocialHubError } from '@hubward/socialhub'
import { isServed } from '../config.ts'
import { ErrorForPeople } from '../error-for-people.ts'
import type { HostContext } from '../host-context.ts'
import { socialhubClient } from '../socialhub-client.ts'
import { channelAtSocialHub } from '../store/channel-finding.ts'
import { findUnconnected, keepUnconnected } from '../store/custom.ts'
import type { AccountId, ManifestId, SocialHubChannelId } from '../store/ids.ts'
import { findManifest, findReusableManifest } from '../store/manifests.ts'
import { publishCustom } from './manifest.ts'

type CustomContext = Pick<HostContext, 'config' | 'db' | 'sealer'>

/** An Access Token that can't be used for what it was given for; the message says why and what to do. */
export class UnsuitableToken extends ErrorForPeople {
  override readonly name = 'UnsuitableToken'
}

/** What SocialHub says of an Access Token. */
export interface AskedChannel {
  readonly socialhubChannelId: SocialHubChannelId
  readonly accountId: AccountId
  readonly name: string
  readonly uniqueName: string | null
  /** SocialHub's id; null once the Manifest is Reusable. */
  readonly manifestId: ManifestId | null
}

/**
 * Asks SocialHub which Channel an Access Token is for.
 *
 * @throws UnsuitableToken, SocialHubError
 */
export async function askAbout(
  { config }: CustomContext,
  accessToken: string,
): Promise<AskedChannel> {
  const read = readToken(accessToken, Date.now())
  if (!read.ok) throw new UnsuitableToken(read.reason)
  if (read.kind === 'creation') {
    throw new UnsuitableToken(
      'This is a creation token, as SocialHub sends it to the page that adds a Channel. Take the Access Token that the Channels Settings Page shows for a Custom Channel.',
    )
  }
  const client = socialhubClient(config, accessToken)
  try {
    const { channel, manifest } = await client.getChannel()
    return {
      socialhubChannelId: channel._id,
      accountId: channel.accountId ?? read.token.accountId,
      name: channel.name ?? channel.uniqueName ?? channel._id,
      uniqueName: channel.uniqueName ?? null,
      manifestId: manifest?._id ?? null,
    }
  } catch (error) {
    if (!(error instanceof SocialHubError)) throw error
    if (error.code === 'AccessTokenInvalidError') {
      throw new UnsuitableToken(
        'SocialHub does not accept this Access Token: it was replaced, or is of another SocialHub. The Channels Settings Page shows the present one.',
      )
    }
    if (error.code === 'ChannelDeactivated') {
      throw new UnsuitableToken(
        'The Channel is switched off at SocialHub. Reactivate it on the Channels Settings Page, and give the Access Token that it shows then.',
      )
    }
    throw error
  }
}

/**
 * Takes a Custom Channel in: keeps its Access Token until the Customer has authenticated, and sets its
 * own Manifest. Harmless to repeat after a crash, or to make another link.
 *
 * @returns what SocialHub calls it, and our id of its Manifest.
 * @throws UnsuitableToken, SocialHubError
 */
export async function addCustomChannel(
  context: CustomContext,
  integration: Integration,
  accessToken: string,
): Promise<AskedChannel & { readonly manifest: string }> {
  const { db, sealer } = context
  const asked = await askAbout(context, accessToken)
  await refuseMistakes(context, integration, asked)
  const manifest = await db
    .transaction()
    .execute((trx) =>
      keepUnconnected(trx, sealer, { ...asked, integration: integration.name, accessToken }),
    )
  const stored = await findManifest(db, sealer, manifest)
  if (!stored) throw new Error('a Manifest that was stored a moment ago is gone')
  await publishCustom(context, integration, stored, accessToken)
  return { ...asked, manifest }
}

async function refuseMistakes(
  { config, db, sealer }: CustomContext,
  { name }: Integration,
  { socialhubChannelId, accountId, manifestId }: AskedChannel,
): Promise<void> {
  if (manifestId === null) {
    throw new UnsuitableToken(
      'This Channel uses a Reusable Manifest. Its Customer connects it with "Add Channel" on the Channels Settings Page.',
    )
  }
  if (!isServed(config, name, accountId)) {
    throw new UnsuitableToken(
      `The Channel is of the Account ${accountId}, which the configuration does not serve: add it to "accounts".`,
    )
  }
  const reusable = await findReusableManifest(db, sealer, name)
  if (reusable?.manifestId === manifestId) {
    throw new UnsuitableToken(
      `This Custom Channel carries the Manifest of "${name}" that is to be promoted. Create another Custom Channel for the Customer.`,
    )
  }
  const known = await channelAtSocialHub(db, socialhubChannelId)
  if (known) {
    throw new UnsuitableToken(
      `This Channel is connected here already. "hubward channel token ${socialhubChannelId}" gives it a new Access Token, "hubward channel reconnect-link ${socialhubChannelId}" lets the Customer authenticate again.`,
    )
  }
  const waiting = await findUnconnected(db, sealer, { socialhubChannelId })
  if (waiting && waiting.integration !== name) {
    throw new UnsuitableToken(
      `This Channel was added for "${waiting.integration}" already. Create another Custom Channel for "${name}".`,
    )
  }
}
