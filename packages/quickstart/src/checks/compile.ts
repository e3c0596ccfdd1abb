import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { runTool } from './tool.ts'

// What "prepack" runs in the folder of a package: TypeScript to JavaScript, and beside it whatever
// else the package reads at run time, such as style sheets.

if (import.meta.main) {
  const { code, stdout } = await runTool('typescript7', 'tsc', ['-b', 'tsconfig.build.json'], '.')
  if (stdout) console.log(stdout)
  await copyAssets('.')
  process.exitCode = code
}

/** Everything in `src` that is not TypeScript, into the same place in `dist`. */
export async function copyAssets(packageDirectory: string): Promise<void> {
  await cp(join(packageDirectory, 'src'), join(packageDirectory, 'dist'), {
    recursive: true,
    filter: (path) => !/\.[cm]?ts$/.test(path),
  })
}
