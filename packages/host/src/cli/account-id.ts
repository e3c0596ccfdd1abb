/** Whether it may be SocialHub's id of an Account. */
export function isAccountId(text: string): boolean {
  return /^[a-f0-9]{24}$/.test(text)
}
