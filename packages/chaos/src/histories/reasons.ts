/** Whether a community manager was told that nobody knows the outcome. */
export function isUncertain(reason: string | undefined | null): boolean {
  return /did not say whether this was (published|done)/.test(reason ?? '')
}
