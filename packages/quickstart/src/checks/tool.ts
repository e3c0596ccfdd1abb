import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Where the tools are installed, whichever workspace is being looked at. */
export const HOME = join(import.meta.dirname, '../../../..')

const require = createRequire(join(HOME, 'package.json'))

export interface ToolResult {
  code: number
  stdout: string
  stderr: string
}

/** Runs a command of an installed package by its file: no shell, no search along the PATH. */
export async function runTool(
  packageName: string,
  command: string,
  args: string[],
  cwd: string,
): Promise<ToolResult> {
  const file = await commandFile(packageName, command)
  return new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1' } }
    execFile(process.execPath, [file, ...args], options, (error, stdout, stderr) => {
      // A tool that found something ends with a code; anything else is a tool that did not run.
      const code = error ? error.code : 0
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(error)
    })
  })
}

/** The JavaScript file behind a command of an installed package. */
export async function commandFile(packageName: string, command: string): Promise<string> {
  for (const modules of require.resolve.paths(packageName) ?? []) {
    const directory = join(modules, packageName)
    const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const { bin }: { bin?: Record<string, string> } = JSON.parse(text)
    const file = bin?.[command]
    if (file) return join(directory, file)
  }
  throw new Error(`The package ${packageName} is not installed: run "pnpm install".`)
}
