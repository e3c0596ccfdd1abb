import type { Command } from 'commander'
import { table } from './markdown.ts'

/** Every command that does something: a heading, what it does, its arguments and own options. */
export function commandPages(program: Command): string {
  return leavesOf(program, [])
    .map(({ command, words }) => pageOf(command, ['hubward', ...words].join(' ')))
    .join('\n\n')
}

/** Said once, above all commands. */
const COMMON: ReadonlySet<string> = new Set(['--config', '--json'])

interface Leaf {
  readonly command: Command
  readonly words: readonly string[]
}

function leavesOf(command: Command, words: readonly string[]): Leaf[] {
  if (command.commands.length === 0) return [{ command, words }]
  return command.commands.flatMap((inner) => leavesOf(inner, [...words, inner.name()]))
}

function pageOf(command: Command, name: string): string {
  const rows = [
    ...command.registeredArguments.map((argument) => [
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      argument.description,
      '',
    ]),
    ...command.options
      .filter(({ long }) => !COMMON.has(long ?? ''))
      .map(({ flags, description, argChoices, envVar, defaultValue }) => [
        flags,
        [description, argChoices && `One of ${argChoices.join(', ')}.`].filter(Boolean).join('. '),
        [
          defaultValue === undefined ? '' : `\`${String(defaultValue)}\``,
          envVar === undefined ? '' : `or \`${envVar}\``,
        ]
          .join(' ')
          .trim(),
      ]),
  ].map(([what = '', meaning = '', initial = '']) => [`\`${what}\``, sentence(meaning), initial])
  return [
    `### \`${name}\``,
    sentence(command.description()),
    ...(rows.length > 0 ? [table(['argument or option', 'meaning', 'default'], rows)] : []),
  ].join('\n\n')
}

/** Descriptions begin small in the list of commands, and stand alone here. */
function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return whole === '' || whole.endsWith('.') ? whole : `${whole}.`
}
