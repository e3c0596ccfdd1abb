import { readFileSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { ask } from './ask.ts'
import {
  AUTHENTICATIONS,
  type Authentication,
  type Choices,
  DELIVERIES,
  type Delivery,
  idOf,
  nameOf,
  problemOfId,
  problemOfName,
} from './choices.ts'
import { Refusal } from './refusal.ts'
import { addToBuild, folderInRepository } from './repository.ts'
import { writePlugin } from './write-plugin.ts'

interface Given {
  readonly id?: string
  readonly name?: string
  readonly authentication?: Authentication
  readonly messages?: Delivery
  readonly yes?: true
  readonly repository?: true
}

/** What whoever presses Enter at each question gets. */
const USUAL = { id: 'my-network', authentication: 'oauth2', messages: 'polled' } as const

/** The `create-hubward-plugin` command. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return new Command('create-hubward-plugin')
    .description('Writes a Hubward plugin that runs and passes its tests, to begin from.')
    .version(version)
    .addArgument(new Argument('[folder]', 'where to write it; absent: hubward-plugin-<id>'))
    .option(
      '--id <id>',
      'the Network’s id, for ever: letters, digits, hyphens',
      checked(problemOfId),
    )
    .option('--name <name>', 'the Network’s name, as Customers read it', checked(problemOfName))
    .addOption(
      new Option('--authentication <kind>', 'how a Customer logs in').choices(
        Object.keys(AUTHENTICATIONS),
      ),
    )
    .addOption(
      new Option('--messages <way>', 'how messages come in').choices(Object.keys(DELIVERIES)),
    )
    .option('-y, --yes', 'ask nothing: the usual answer to what no flag says')
    .option('--repository', 'write it into plugins/ of Hubward’s own repository')
    .addHelpText('after', `\n${meanings(AUTHENTICATIONS)}\n${meanings(DELIVERIES)}`)
    .showHelpAfterError('(--help tells what it takes)')
    .action(run)
}

function meanings(choices: Readonly<Record<string, string>>): string {
  return Object.entries(choices)
    .map(([value, meaning]) => `  ${value.padEnd(9)} ${meaning}`)
    .join('\n')
}

function checked(problemOf: (text: string) => string | undefined): (text: string) => string {
  return (text) => {
    const problem = problemOf(text)
    if (problem !== undefined) throw new InvalidArgumentError(problem)
    return text
  }
}

async function run(folder: string | undefined, given: Given): Promise<void> {
  try {
    const choices = await choose(folder, given)
    const root = process.cwd()
    const target = given.repository
      ? await folderInRepository(root, choices.id)
      : resolve(folder ?? `hubward-plugin-${choices.id}`)
    await writePlugin(target, choices, given.repository ? 'repository' : 'alone')
    if (given.repository) await addToBuild(root, choices.id)
    process.stdout.write(nextSteps(shortest(root, target), given.repository === true))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.message !== '') process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

async function choose(folder: string | undefined, given: Given): Promise<Choices> {
  const { id, name, authentication, messages } = given
  const suggestedId = idOf(basename(resolve(folder ?? USUAL.id))) ?? USUAL.id
  if (id !== undefined && authentication !== undefined && messages !== undefined) {
    return { id, name: name ?? nameOf(id), authentication, messages }
  }
  if (given.yes) {
    const chosen = { ...USUAL, id: suggestedId, ...defined({ id, authentication, messages }) }
    return { ...chosen, name: name ?? nameOf(chosen.id) }
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new Refusal(
      'There is no terminal to ask in: give --id, --authentication and --messages (and --name), or --yes for the usual answers. --help lists them.',
    )
  }
  return ask(defined({ id, name, authentication, messages }), suggestedId)
}

/** Without what was not given. */
function defined(
  choices: { [Name in keyof Choices]?: Choices[Name] | undefined },
): Partial<Choices> {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined))
}

function nextSteps(folder: string, inRepository: boolean): string {
  const [install, enter] = inRepository
    ? ['pnpm install', `cd ${folder}`]
    : [`cd ${folder}`, 'npm install']
  return `
There is a plugin in ${folder}. Now:

  ${install}
  ${enter}
  npm test
  npm run network   (a local Network to try it with)
  npm run dev       (in another terminal: SocialHub’s simulator, a host, and the plugin)
`
}

/** From here if it is below, so that it can be typed. */
function shortest(from: string, folder: string): string {
  const path = relative(from, folder)
  return path.startsWith('..') ? folder : path || '.'
}
