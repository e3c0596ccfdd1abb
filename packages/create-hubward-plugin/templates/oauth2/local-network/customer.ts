import { followRedirects } from '@hubward/testkit'
import { CLIENT } from './access.ts'

/** What an operator configures. */
export const settingsFor = (server: string) => ({ server, ...CLIENT })

/** A Customer fills in nothing, but agrees on a page of the Network. */
export const customer = {
  answers: {},
  browse: followRedirects,
  // There is no form, and the page agrees at once.
  skips: ['a refused login', 'a Customer who says no'],
}
