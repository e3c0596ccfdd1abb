import { SocialHubClient } from '@hubward/socialhub'
import type { Config } from './config.ts'

/** SocialHub's API as the holder of one Access Token sees it, where the configuration says it is. */
export function socialhubClient(
  { socialhub }: Pick<Config, 'socialhub'>,
  accessToken: string,
  options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number } = {},
): SocialHubClient {
  const { signal, timeoutMs } = options
  return new SocialHubClient({
    apiUrl: socialhub.apiUrl,
    accessToken,
    ...(signal && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  })
}
