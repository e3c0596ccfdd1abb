import { TOKEN } from './access.ts'

/** What an operator configures. */
export const settingsFor = (server: string) => ({ server })

/** What a Customer fills in, by the step that asks for it. */
export const answers = { login: { token: TOKEN } }
