import { ErrorForPeople } from '../error-for-people.ts'

/** What was sealed can't be opened: a wrong key, or a value that was moved or changed. */
export class SealError extends ErrorForPeople {
  override readonly name = 'SealError'
}
