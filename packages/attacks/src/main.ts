import { resolve } from 'node:path'
import { Command } from 'commander'
import { ATTACKS } from './attacks/all.ts'
import { type Measured, measure } from './measure.ts'
import { printed } from './print.ts'
import { buildWorld, ROOT } from './stage/world.ts'

interface Options {
  only?: string[]
  list?: true
  json?: true
  small?: true
  against: string
}

const { only, list, json, small, against } = new Command('pnpm attacks')
  .description(
    'Attacks a running host as strangers, Networks and plugins could, and measures what honest visitors and SocialHub notice of it.',
  )
  .option('--only <names...>', 'only these attacks')
  .option('--list', 'say which there are')
  .option('--json', 'print the report as one JSON value, and the progress to standard error')
  .option('--small', 'a fraction of the size: outcomes are judged, times and memory are not')
  .option('--against <folder>', 'attack the host of another clone, an older one say', ROOT)
  .addHelpText(
    'after',
    `
Everything runs on this computer: PostgreSQL, a simulated SocialHub, Networks, the host, the attacker.
What passes, and on what machine: docs/security.md. Exits with 1 when an attack fails to fail.

Example:
  $ pnpm attacks --only marks-without-token files-to-no-form`,
  )
  .showHelpAfterError('Run it with --help to see what it takes.')
  .parse()
  .opts<Options>()

if (list) {
  for (const { name, about } of ATTACKS) console.log(`${name.padEnd(30)}${about}`)
  process.exit(0)
}
const unknown = (only ?? []).filter((name) => !ATTACKS.some((attack) => attack.name === name))
if (unknown.length > 0) {
  console.error(`There is no attack "${unknown.join('", "')}". --list says which there are.`)
  process.exit(2)
}
const wanted = ATTACKS.filter(({ name }) => !only || only.includes(name))
const say = json ? console.error : console.log
const world = await buildWorld(resolve(against), say)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void world.close().finally(() => process.exit(130)))
}
const all: Measured[] = []
for (const attack of wanted) {
  const measured = await measure(world, attack, small === true)
  all.push(measured)
  say(printed(measured))
}
await world.close()
const failed = all.filter(({ ok }) => !ok)
if (json) console.log(JSON.stringify(all))
say(
  failed.length === 0
    ? `All ${all.length} attacks failed.`
    : `${failed.length} of ${all.length} attacks did harm: ${failed.map(({ name }) => name).join(', ')}`,
)
process.exit(failed.length === 0 ? 0 : 1)
