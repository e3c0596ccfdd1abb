import { compiler } from './compiler.ts'
import { files } from './files.ts'
import { imports } from './imports.ts'
import { lint } from './lint.ts'
import { packages } from './packages.ts'
import { queries } from './queries.ts'
import { unused } from './unused.ts'

export const checks = [compiler, lint, imports, unused, packages, files, queries]
