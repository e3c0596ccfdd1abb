import { ErrorForPeople } from '../error-for-people.ts'

/**
 * Why something that an operator asked for was not done. The message says it in English; a page says
 * it in its reader's language, by the code.
 */
export type RefusalCode =
  /** There is no such Channel. */
  | 'unknown-channel'
  /** There is no such event. */
  | 'unknown-event'
  /** The Channel's state does not allow it. */
  | 'wrong-state'
  /** The Channel waits until a Custom Channel has handed over. */
  | 'waits'
  /** The plugin can't list messages again. */
  | 'no-listing'
  /** Its Customer reconnects it on the Channels Settings Page: no link of ours does. */
  | 'reusable'
  /** SocialHub does not take the Channel's Access Token. */
  | 'dead-token'
  /** What became of it leaves nothing to try again. */
  | 'not-retried'
  /** It is settled, or was given up before. */
  | 'not-given-up'
  /** There is no room for what was written. */
  | 'reason-too-long'

/** Thrown by what commands and the cockpit do for an operator. */
export class Refused extends ErrorForPeople {
  override readonly name = 'Refused'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}
