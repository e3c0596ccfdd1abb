import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Mutant, mutantsOf, sampleOf } from './mutants.ts'

/**
 * Plants small mistakes in our plugins by machine, one at a time, and asks whether the suite of rules
 * alone notices: `pnpm mutate --sample 40 --seed one`.
 */

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const PRELOAD = fileURLToPath(new URL('preload.ts', import.meta.url))
const REPORT = join(ROOT, 'packages/testkit/mutants.md')

/** What is tried: the files of each part of a plugin that the rules are for. */
const PARTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  mastodon: {
    fetch: ['fetch-messages', 'paging', 'message'],
    reply: ['reply'],
    login: ['authenticate'],
  },
  bluesky: {
    fetch: ['fetch-messages', 'notifications', 'message'],
    reply: ['reply', 'answer'],
    login: ['authenticate', 'app-password'],
  },
  'contact-form': {
    fetch: ['fetch-messages'],
    reply: ['reply'],
    login: ['authenticate'],
  },
}

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '40' },
    seed: { type: 'string', default: 'one' },
    plugin: { type: 'string', multiple: true },
    'timeout-seconds': { type: 'string', default: '60' },
  },
})
const timeoutMs = Number(values['timeout-seconds']) * 1_000

interface Tried {
  readonly plugin: string
  readonly part: string
  readonly mutant: Mutant
  readonly killed: boolean
}

/** Whether the plugin’s trial fails, or doesn’t end. */
async function fails(plugin: string, mutant?: Mutant): Promise<boolean> {
  const file = join(ROOT, 'plugins', plugin, 'test/contract.test.ts')
  const env = {
    ...process.env,
    TAP_BAIL: '1',
    ...(mutant && { HUBWARD_MUTANT: JSON.stringify(mutant) }),
  }
  const child = spawn(process.execPath, ['--import', PRELOAD, file], { env, stdio: 'ignore' })
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const [code] = await once(child, 'exit')
  clearTimeout(timer)
  return code !== 0
}

/** So many of each part as it has of all. */
async function chosen(plugin: string): Promise<{ part: string; mutant: Mutant }[]> {
  const all: { part: string; mutant: Mutant }[] = []
  for (const [part, names] of Object.entries(PARTS[plugin] ?? {})) {
    for (const name of names) {
      const file = join(ROOT, 'plugins', plugin, 'src', `${name}.ts`)
      const found = mutantsOf(file, await readFile(file, 'utf8'))
      all.push(...found.map((mutant) => ({ part, mutant })))
    }
  }
  const wanted = sampleOf(
    // A path of this machine must not choose.
    all.map(({ mutant }) => ({ ...mutant, file: mutant.file.slice(ROOT.length) })),
    Number(values.sample),
    values.seed,
  )
  return all.filter(({ mutant }) =>
    wanted.some(
      ({ file, start, replacement }) =>
        mutant.file.endsWith(file) && mutant.start === start && mutant.replacement === replacement,
    ),
  )
}

const tried: Tried[] = []
for (const plugin of values.plugin ?? Object.keys(PARTS)) {
  if (await fails(plugin)) throw new Error(`The trial of ${plugin} fails without a mutant.`)
  for (const { part, mutant } of await chosen(plugin)) {
    const killed = await fails(plugin, mutant)
    tried.push({ plugin, part, mutant, killed })
    console.log(`${killed ? 'killed  ' : 'SURVIVED'} ${told(mutant)}`)
  }
}
const page = report(tried)
await writeFile(REPORT, page)
console.log(page)

function told({ file, line, original, replacement }: Mutant): string {
  const short = original.replaceAll(/\s+/g, ' ').slice(0, 80)
  return `${file.slice(ROOT.length)}:${line} \`${short}\` → \`${replacement}\``
}

function report(results: readonly Tried[]): string {
  const row = (name: string, some: readonly Tried[]) => {
    const killed = some.filter((one) => one.killed).length
    return `| ${name} | ${some.length} | ${killed} | ${Math.round((killed / some.length) * 100)} % |`
  }
  const groups = Object.entries(
    Object.groupBy(results, ({ plugin, part }) => `${plugin}: ${part}`),
  ).map(([name, some = []]) => row(name, some))
  const survivors = results.filter(({ killed }) => !killed).map(({ mutant }) => `- ${told(mutant)}`)
  const asked = `--sample ${values.sample} --seed ${values.seed}`
  return `# What the rules don’t notice

Made by \`pnpm mutate ${asked}\`: small mistakes, planted by machine in fetch, reply and login of our plugins, and tried with the suite of rules alone.

| part | mutants | killed | |
| --- | --- | --- | --- |
${[...groups, row('all', results)].join('\n')}

Survivors:

${survivors.join('\n')}
`
}
