import type { Readable, Writable } from 'node:stream'
import { cancel, intro, select, text } from '@clack/prompts'
import {
  AUTHENTICATIONS,
  type Authentication,
  type Choices,
  DELIVERIES,
  type Delivery,
  nameOf,
  problemOfId,
  problemOfName,
} from './choices.ts'
import { Refusal } from './refusal.ts'

/** Where the person is. */
export interface Terminal {
  readonly input: Readable
  readonly output: Writable
}

/** Asks a person for what the flags left open. */
export async function ask(
  known: Partial<Choices>,
  suggestedId: string,
  terminal: Terminal = { input: process.stdin, output: process.stdout },
): Promise<Choices> {
  intro('A new Hubward plugin', terminal)
  const id =
    known.id ??
    (await answered(
      terminal,
      text({
        ...terminal,
        message: 'Id of the Network, for ever (letters, digits, hyphens)',
        placeholder: suggestedId,
        defaultValue: suggestedId,
        validate: (value) => (value ? problemOfId(value) : undefined),
      }),
    ))
  const usualName = nameOf(id)
  const name =
    known.name ??
    (await answered(
      terminal,
      text({
        ...terminal,
        message: 'Its name, as Customers read it',
        placeholder: usualName,
        defaultValue: usualName,
        validate: (value) => (value ? problemOfName(value) : undefined),
      }),
    ))
  const authentication =
    known.authentication ??
    (await answered(
      terminal,
      select<Authentication>({
        ...terminal,
        message: 'How does a Customer log in?',
        options: optionsOf(AUTHENTICATIONS),
      }),
    ))
  const messages =
    known.messages ??
    (await answered(
      terminal,
      select<Delivery>({
        ...terminal,
        message: 'How do messages come in?',
        options: optionsOf(DELIVERIES),
      }),
    ))
  return { id, name, authentication, messages }
}

function optionsOf<Value extends string>(
  choices: Readonly<Record<Value, string>>,
): { value: Value; label: string }[] {
  const values = Object.keys(choices) as Value[]
  return values.map((value) => ({ value, label: choices[value] }))
}

/** Ctrl-C and Escape end it: nothing has been written yet. */
async function answered<Answer>(
  terminal: Terminal,
  question: Promise<Answer>,
): Promise<Exclude<Answer, symbol>> {
  const answer = await question
  if (isAnswer(answer)) return answer
  cancel('Nothing was written.', terminal)
  throw new Refusal('')
}

function isAnswer<Answer>(answer: Answer): answer is Exclude<Answer, symbol> {
  return typeof answer !== 'symbol'
}
