import type { Attack } from '../attack.ts'
import { accounts } from './accounts.ts'
import { addresses } from './addresses.ts'
import { bodies } from './bodies.ts'
import { connections } from './connections.ts'
import { events } from './events.ts'
import { files } from './files.ts'
import { marks } from './marks.ts'
import { networks } from './networks.ts'
import { plugins } from './plugins.ts'

/** All that are tried, in this order. */
export const ATTACKS: readonly Attack[] = [
  ...marks,
  ...connections,
  ...bodies,
  ...files,
  ...accounts,
  ...addresses,
  ...networks,
  ...plugins,
  ...events,
]
