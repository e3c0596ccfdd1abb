import { TOKEN } from './access.ts'

/** What an operator configures. */
export const settingsFor = (server: string) => ({ server })

/** What a Customer fills in, by the step that asks for it, and what by mistake. */
export const customer = {
  answers: { login: { token: TOKEN } },
  wrongAnswers: { login: { token: 'wrong' } },
  // Nobody is sent away to log in.
  skips: ['a Customer who says no'],
}
