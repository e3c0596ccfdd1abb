import { type NetworkPlugin, PluginError } from '@hubward/plugin'
import type { Asked } from './asked.ts'
import { CALLS, type CallName, isThere } from './calls.ts'
import { type Answer, carry, carryPage, carryStream } from './carried.ts'
import type { Ingredients } from './context.ts'

/** Calls the function that is asked for. Runs where the plugin's code is. */
export async function invoke<Name extends CallName>(
  plugin: NetworkPlugin,
  { name, input, known }: Asked<Name>,
  ingredients: Ingredients,
): Promise<Answer> {
  const { absent, context, call, travels } = CALLS[name]
  if (!isThere(plugin, name)) {
    if (absent && 'code' in absent) throw new PluginError(absent.code, { message: absent.message })
    return carry(absent?.result)
  }
  const answer = await call(plugin, context(known, ingredients), input)
  if (travels === 'page') return carryPage(answer, ingredients.media)
  return travels === 'stream' ? carryStream(answer) : carry(answer)
}
