import { automatic } from './kinds/automatic.ts'
import { contents } from './kinds/contents.ts'
import { headers } from './kinds/headers.ts'
import { letters } from './kinds/letters.ts'
import { quoted, threads } from './kinds/quoted.ts'
import { structure } from './kinds/structure.ts'
import type { Kind } from './odd-mail.ts'

export const ALL_KINDS: readonly Kind[] = [
  ...headers,
  ...structure,
  ...letters,
  ...contents,
  ...automatic,
  ...quoted,
  ...threads,
]
