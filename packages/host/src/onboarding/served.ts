import { type ChannelCreationResponse, readToken, SocialHubClient } from '@hubward/socialhub'
import type { Config } from '../config.ts'

/** SocialHub shows nobody but itself why a Channel was given back. */
const REASON = 'The operator of this integration does not serve this Account.'

/** The Account of a Channel, as SocialHub's answer says: the creation token may have said anything. */
export function confirmedAccount(answer: ChannelCreationResponse): string | undefined {
  if (answer.accountId) return answer.accountId
  const read = readToken(answer.endpoint.accessToken, 0)
  return read.ok ? read.token.accountId : undefined
}

/** Whether Channels of this Account are served by an integration. */
export function isServed(
  config: Pick<Config, 'accounts' | 'integrations'>,
  integration: string,
  accountId: string | undefined,
): boolean {
  const served = config.integrations?.[integration]?.accounts ?? config.accounts
  return served === 'open' || (accountId !== undefined && served.includes(accountId))
}

/**
 * Switches a Channel off that was made for somebody who isn't served; nothing of it was stored.
 *
 * @throws SocialHubError
 */
export async function giveBack(
  { socialhub }: Pick<Config, 'socialhub'>,
  answer: ChannelCreationResponse,
): Promise<void> {
  const { accessToken } = answer.endpoint
  await new SocialHubClient({ apiUrl: socialhub.apiUrl, accessToken }).deactivateChannel(REASON)
}
