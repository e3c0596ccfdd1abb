import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { equivalentOf } from './equivalents.ts'
import { type Mutant, mutantsOf, sampleOf } from './mutants.ts'

/**
 * Plants small mistakes in our plugins by machine, one at a time, and asks whether the suite of rules
 * alone notices: `pnpm mutate --sample 10 --seed one`, ten of each part of each plugin. A rule that is
 * broken ends the trial. Only a run of all parts changes the page.
 */

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const PRELOAD = fileURLToPath(new URL('preload.ts', import.meta.url))
const REPORT = join(ROOT, 'packages/testkit/mutants.md')

type PluginParts = Readonly<Record<(typeof PART_NAMES)[number], readonly string[]>>
const PART_NAMES = ['fetch', 'reply', 'login'] as const

/**
 * What is tried: the files of each part of a plugin that the rules are for. The other plugins came later
 * and are not measured yet.
 */
const PARTS: Readonly<Record<string, PluginParts>> = {
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
    sample: { type: 'string', default: '10' },
    seed: { type: 'string', default: 'one' },
    plugin: { type: 'string', multiple: true },
    part: { type: 'string', multiple: true },
  },
})
const plugins = chosenOf('plugin', values.plugin, Object.keys(PARTS))
const partNames = chosenOf('part', values.part, PART_NAMES)
if (!/^[1-9]\d{0,3}$/.test(values.sample)) {
  refuse(`--sample takes a number from 1 to 9999, not “${values.sample}”.`)
}

/** A trial that takes so many times as long as without a mutant doesn’t end. */
const PATIENCE = 6

/** All of them where none is named. */
function chosenOf<Name extends string>(
  option: string,
  named: readonly string[] | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (named === undefined) return known
  const isKnown = (name: string): name is Name => known.some((one) => one === name)
  return named.map((name) =>
    isKnown(name)
      ? name
      : refuse(`There is no ${option} “${name}” here, only ${known.join(', ')}.`),
  )
}

function refuse(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

interface Tried {
  readonly part: string
  readonly mutant: Mutant
  readonly killed: boolean
}

/** Whether the plugin’s trial fails, or takes longer than it may. */
async function fails(plugin: string, mutant?: Mutant, mostMs = Infinity): Promise<boolean> {
  const file = join(ROOT, 'plugins', plugin, 'test/contract.test.ts')
  const env = {
    ...process.env,
    TAP_BAIL: '1',
    ...(mutant && {
      HUBWARD_MUTANT: JSON.stringify({ ...mutant, file: join(ROOT, mutant.file) }),
    }),
  }
  const child = spawn(process.execPath, ['--import', PRELOAD, file], { env, stdio: 'ignore' })
  const timer = Number.isFinite(mostMs)
    ? setTimeout(() => child.kill('SIGKILL'), mostMs)
    : undefined
  const [code] = await once(child, 'exit')
  clearTimeout(timer)
  return code !== 0
}

/** As many of each part; those that nobody could notice are left out. */
async function chosen(plugin: string): Promise<{ part: string; mutant: Mutant }[]> {
  const all: { part: string; mutant: Mutant }[] = []
  for (const part of partNames) {
    const names = PARTS[plugin]?.[part] ?? []
    const ofPart: Mutant[] = []
    for (const name of names) {
      const file = `plugins/${plugin}/src/${name}.ts`
      // A path of this machine must not choose.
      ofPart.push(...mutantsOf(file, await readFile(join(ROOT, file), 'utf8')))
    }
    const noticeable = ofPart.filter((mutant) => equivalentOf(mutant) === undefined)
    const wanted = sampleOf(noticeable, Number(values.sample), values.seed)
    all.push(...wanted.map((mutant) => ({ part, mutant })))
  }
  return all
}

for (const plugin of plugins) {
  const began = performance.now()
  if (await fails(plugin)) throw new Error(`The trial of ${plugin} fails without a mutant.`)
  const mostMs = PATIENCE * (performance.now() - began)
  const tried: Tried[] = []
  for (const { part, mutant } of await chosen(plugin)) {
    const killed = await fails(plugin, mutant, mostMs)
    tried.push({ part, mutant, killed })
    console.log(`${killed ? 'killed  ' : 'SURVIVED'} ${told(mutant)}`)
  }
  if (values.part !== undefined) continue
  const page = await readFile(REPORT, 'utf8')
  await writeFile(REPORT, withSection(page, plugin, section(plugin, tried)))
}

function told({ file, line, original, replacement }: Mutant): string {
  const short = original.replaceAll(/\s+/g, ' ').slice(0, 80)
  return `${file}:${line} \`${short}\` → \`${replacement}\``
}

/** What was found in one plugin; it takes as long as it takes, so each has a run of its own. */
function section(plugin: string, tried: readonly Tried[]): string {
  const row = (name: string, some: readonly Tried[]) => {
    const killed = some.filter((one) => one.killed).length
    return `| ${name} | ${some.length} | ${killed} | ${Math.round((killed / some.length) * 100)} % |`
  }
  const parts = Object.entries(Object.groupBy(tried, ({ part }) => part))
  const survivors = tried.filter(({ killed }) => !killed).map(({ mutant }) => `- ${told(mutant)}`)
  return `## ${plugin}

By \`pnpm mutate --plugin ${plugin} --sample ${values.sample} --seed ${values.seed}\`.

| part | mutants | noticed | |
| --- | --- | --- | --- |
${[...parts.map(([name, some = []]) => row(name, some)), row('all', tried)].join('\n')}

Not noticed:

${survivors.join('\n') || '- none'}
`
}

/** The page with this plugin's section in place of its former one. */
function withSection(page: string, plugin: string, text: string): string {
  const [head = '', ...sections] = page.split(/^(?=## )/m)
  const others = sections.filter((one) => !one.startsWith(`## ${plugin}\n`))
  const all = [...others, text].map((one) => one.trim()).toSorted()
  return `${[head.trim(), ...all].join('\n\n')}\n`
}
