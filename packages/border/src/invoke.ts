import { type NetworkPlugin, PluginError } from '@hubward/plugin'
import type { SentCall } from './call.ts'
import { CALLS, type CallName, isThere } from './calls.ts'
import type { Ingredients } from './context.ts'
import { type Answer, copyAnswer, copyPage, copyStream } from './copied-answer.ts'

/** Calls the function that is asked for. Runs where the plugin's code is. */
export async function invoke<Name extends CallName>(
  plugin: NetworkPlugin,
  { name, input, known }: SentCall<Name>,
  ingredients: Ingredients,
): Promise<Answer> {
  const { absent, context, call, travels } = CALLS[name]
  if (!isThere(plugin, name)) {
    if (absent && 'code' in absent) throw new PluginError(absent.code, { message: absent.message })
    return copyAnswer(absent?.result)
  }
  const answer = await call(plugin, context(known, ingredients), input)
  if (travels === 'page') return copyPage(answer, ingredients.media)
  return travels === 'stream' ? copyStream(answer) : copyAnswer(answer)
}
