import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { parse } from 'yaml'
import { Counters } from '../../host/src/counters.ts'
import { addGauges, addIntegrationGauge } from '../../host/src/metrics/gauges.ts'
import { anchorsOf } from '../src/checks/markdown.ts'
import { ROOT } from './docs/pages.ts'

const run = promisify(execFile)
const FOLDER = `${ROOT}docs/watching/`
const read = (name: string) => readFile(`${FOLDER}${name}`, 'utf8')

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly summary: string; readonly runbook: string }
}

async function rulesOf(): Promise<Rule[]> {
  const { groups } = parse(await read('alerts.yaml'))
  return groups.flatMap(({ rules }: { rules: Rule[] }) => rules)
}

/** Every name that a host can tell. */
async function knownNames(): Promise<Set<string>> {
  const { registry } = new Counters()
  // Only names are wanted: PostgreSQL is never asked.
  addGauges(registry, Object.create(null), () => 0)
  addIntegrationGauge(registry, () => ({ running: [], missing: [] }))
  return new Set(registry.getMetricsAsArray().map(({ name }) => name))
}

const namesIn = (text: string) => text.match(/hubward_\w+/g) ?? []

t.test('alerts and dashboard name only figures that there are', async (t) => {
  const known = await knownNames()
  const dashboard = JSON.parse(await read('dashboard.json'))
  const expressions = [
    ...(await rulesOf()).map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    ),
  ]
  t.ok(expressions.length > 20)
  for (const name of expressions.flatMap(namesIn)) t.ok(known.has(name), name)
})

t.test('every alert has its runbook, and every runbook its alert', async (t) => {
  const page = await read('README.md')
  const alerts = (await rulesOf()).map(({ alert }) => alert)
  const [, ...sections] = [...page.matchAll(/^#+ (\w+)$/gm)].map(([, name]) => name)
  t.same(sections, alerts)
  for (const { annotations } of await rulesOf()) {
    const anchor = annotations.runbook.split('#')[1] ?? ''
    t.ok(anchorsOf(page).includes(anchor), annotations.runbook)
  }
})

const promtool = await run('promtool', ['--version']).then(
  () => true,
  () => false,
)
const needed = process.env.HUBWARD_TESTS_NEED_PROMTOOL !== undefined
const skip = promtool || needed ? false : 'promtool is not installed (Debian: prometheus)'

t.test('promtool takes the rules, and they fire', { skip }, async (t) => {
  const { stdout } = await run('promtool', ['check', 'rules', `${FOLDER}alerts.yaml`])
  t.match(stdout, `${(await rulesOf()).length} rules found`)
  const tests = new URL('./fixtures/alerts.test.yaml', import.meta.url).pathname
  const fired = await run('promtool', ['test', 'rules', tests])
  t.match(fired.stdout, 'SUCCESS')
})
