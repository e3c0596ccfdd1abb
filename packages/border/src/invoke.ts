import { type NetworkPlugin, PluginError } from '@hubward/plugin'
import type { Asked } from './asked.ts'
import { type Answer, carry, carryPage, carryStream } from './carried.ts'
import {
  authenticationContext,
  channelContext,
  type Ingredients,
  receiveContext,
} from './context.ts'

/** Calls the function that is asked for. Runs where the plugin's code is. */
export async function invoke(
  plugin: NetworkPlugin,
  asked: Asked,
  ingredients: Ingredients,
): Promise<Answer> {
  if (asked.name === 'authenticate') {
    const context = authenticationContext(asked.known, ingredients)
    return carry(await plugin.authenticate(context, asked.input))
  }
  if (asked.name === 'admit') {
    if (!plugin.admit) return carry({})
    return carry(await plugin.admit(receiveContext(asked.known, ingredients), asked.input))
  }
  if (asked.name === 'receive') {
    if (!plugin.receive) throw absent('not-found', 'receives no requests')
    return carry(await plugin.receive(receiveContext(asked.known, ingredients), asked.input))
  }
  const context = channelContext(asked.known, ingredients)
  switch (asked.name) {
    case 'fetchMessages':
      return carryPage(await plugin.fetchMessages(context, asked.input), ingredients.media)
    case 'listRecent':
      return carryPage(await plugin.listRecent?.(context, asked.input), ingredients.media)
    case 'reply':
      return carry(await plugin.reply(context, asked.input))
    case 'findReply':
      return carry(await plugin.findReply?.(context, asked.input))
    case 'openMedia':
      if (!plugin.openMedia) throw absent('not-found', 'opens no media (any more)')
      return carryStream(await plugin.openMedia(context, asked.reference))
    case 'perform': {
      const perform = plugin.actions?.[asked.actionId]
      if (!perform) throw absent('rejected', `has no action "${asked.actionId}" (any more)`)
      await perform(context, asked.input)
      return carry(null)
    }
    case 'replyWithTemplate':
      if (!plugin.replyWithTemplate) throw absent('rejected', 'has no templates (any more)')
      return carry(await plugin.replyWithTemplate(context, asked.input))
    case 'templates':
      return carry(await plugin.templates?.(context))
    case 'refresh':
      return carry(await plugin.refresh?.(context))
    case 'subscribe':
      return carry(await plugin.subscribe?.(context))
    case 'revoke':
      await plugin.revoke?.(context)
      return carry(null)
    case 'instructions':
      return carry(await plugin.instructions?.(context))
  }
}

function absent(code: 'not-found' | 'rejected', what: string): PluginError {
  return new PluginError(code, { message: `the plugin ${what}` })
}
