import { ErrorForPeople } from '../error-for-people.ts'

/** SocialHub does what no rehearsal can go on from; the message says what to do. */
export class RehearsalEnded extends ErrorForPeople {
  override readonly name = 'RehearsalEnded'
}
