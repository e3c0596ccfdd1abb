import type { Act } from './act.ts'
import type { State } from './state/state.ts'

/** What `pages/index.ts` is registered with: `app.register(pages, options)`. */
export interface PagesOptions {
  /** To read (with `state/read.ts`) and to listen to (`state.changes`); never to write. */
  state: State
  /** To change anything. */
  act: Act
  /** The API's base URL, to show to people. */
  apiUrl: string
  /** A sentence for the start page. */
  startNote?: string | undefined
}
