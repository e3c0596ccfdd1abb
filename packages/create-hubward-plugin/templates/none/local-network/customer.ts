import { ACCOUNT } from './access.ts'

/** What an operator configures. */
export const settingsFor = (server: string) => ({ server })

/** What a Customer fills in, by the step that asks for it, and what by mistake. */
export const customer = {
  answers: { login: { page: ACCOUNT.id } },
  wrongAnswers: { login: { page: 'nobody' } },
  // Nobody is sent away to log in, and there is no secret.
  skips: ['a Customer who says no', 'no secret'],
}
