import { styleText } from 'node:util'
import type { Command } from 'commander'
import { checkManifest } from '../manifests/check.ts'
import type { CheckResult } from '../manifests/check-result.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { integrationNamed } from './named.ts'

/** `hubward manifest check` */
export function checkCommand(manifest: Command): void {
  reporting(manifest.command('check'))
    .description(
      'check from outside everything that promotion asks for, and say how to mend what fails (then the exit code is 1)',
    )
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .action((name: string, given: Given) => withContext(given, (context) => check(context, name)))
}

async function check(context: CommandContext, name: string): Promise<void> {
  const integration = await integrationNamed(context, name)
  const results = await checkManifest(context, integration, { now: Date.now() })
  context.say(results.map(resultText).join('\n'), results)
  if (results.some(({ outcome }) => outcome === 'fail')) process.exitCode = 1
}

const MARKS = {
  pass: { text: 'pass       ', style: 'green' },
  fail: { text: 'fail       ', style: 'red' },
  unknown: { text: 'can’t tell ', style: 'yellow' },
} as const

/** Colours appear on a terminal only. */
export function resultText({ name, outcome, found, mend }: CheckResult): string {
  const { text, style } = MARKS[outcome]
  const mark = styleText(style, text, { stream: process.stdout })
  const indent = ' '.repeat(text.length)
  return `${mark}${name}: ${found}${mend === undefined ? '' : `\n${indent}${mend}`}`
}
