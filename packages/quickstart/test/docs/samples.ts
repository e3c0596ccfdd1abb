import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Page, ROOT } from './pages.ts'

/**
 * What a sample may take from its surroundings: names that it doesn't declare, as a value, a type or
 * the short form of a property, and files beside the reader's own.
 */
const FREE = /error TS(2304|2552|2503|18004):|error TS2307: Cannot find module '\.\.?\//

export interface Sample {
  readonly page: string
  readonly code: string
}

/** A folder whose files import what this package imports; git ignores it. */
export async function sampleFolder(): Promise<string> {
  const place = join(ROOT, 'packages/quickstart/.hubward')
  await mkdir(place, { recursive: true })
  return mkdtemp(join(place, 'samples-'))
}

/** Each TypeScript that a page shows; a `part` stands inside a function or an object of the reader's. */
export function samplesOf({ path, text }: Page): Sample[] {
  return [...text.matchAll(/```ts( part)?\n([\s\S]*?)```/g)].map(([, part, code = '']) => ({
    page: path,
    code: part === undefined ? code : whole(code),
  }))
}

function whole(part: string): string {
  if (part.startsWith('return ')) return `export async function whole() {\n${part}}\n`
  return `export const whole = {\n${part}}\n`
}

/** @returns one line for each mistake, which begins with its page. */
export async function mistakesIn(samples: readonly Sample[]): Promise<string[]> {
  const folder = await sampleFolder()
  try {
    const options = { moduleDetection: 'force', noImplicitAny: false }
    const project = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: options }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ ...project, include: ['*.ts'] }),
    )
    for (const [number, { code }] of samples.entries()) {
      await writeFile(join(folder, `sample-${number}.ts`), code)
    }
    // Not bin/tsc: tap's loader can't load a file without an extension.
    const tsc = join(ROOT, 'node_modules/typescript7/lib/tsc.js')
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder], {
      cwd: folder,
    }).catch((failed: { stdout: string }) => failed)
    return stdout
      .split('\n')
      .filter((line) => line.includes('error TS') && !FREE.test(line))
      .map((line) => line.replace(/^.*?sample-(\d+)\.ts/, (_, n) => `${samples[n]?.page}:`))
  } finally {
    await rm(folder, { recursive: true })
  }
}
