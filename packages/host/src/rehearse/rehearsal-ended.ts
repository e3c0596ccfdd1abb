/** SocialHub does what no rehearsal can go on from; the message says what to do. */
export class RehearsalEnded extends Error {
  override readonly name = 'RehearsalEnded'
}
