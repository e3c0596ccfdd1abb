/** From the widest to the narrowest, as Mastodon calls them. */
const VISIBILITIES: readonly (string | null)[] = ['public', 'unlisted', 'private', 'direct']

/**
 * Who sees an answer: whoever sees what it answers, or fewer where that was chosen. Never more: what
 * somebody said to few is not carried to many. What a server invented is passed on as it is.
 */
export function narrower(answered: string, chosen: string | null): string {
  const from = VISIBILITIES.indexOf(answered)
  const to = VISIBILITIES.indexOf(chosen)
  return VISIBILITIES[from < 0 ? -1 : Math.max(from, to)] ?? answered
}
