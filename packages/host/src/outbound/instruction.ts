import { pluginOf } from '@hubward/border'
import {
  type LocalizedText,
  type PerformedAction,
  PlainData,
  type Reply,
  type TemplateReply,
} from '@hubward/plugin'
import { ReplyEvent, TemplateReplyEvent } from '@hubward/socialhub'
import Value from 'typebox/value'
import type { HostContext } from '../host-context.ts'
import type { LoadedChannel } from '../store/channels.ts'
import { actedOn } from '../store/references.ts'
import type { OpenAction } from '../store/ticket-actions.ts'
import { declaredAction } from './declared-action.ts'
import { notOffered } from './reasons.ts'

/** What the plugin is asked to do, by the kind of the action. */
export type Instruction =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'template_reply'; readonly reply: TemplateReply }
  | { readonly kind: 'button'; readonly actionId: string; readonly action: PerformedAction }

/** An action that the plugin doesn't have, and what to say of it. */
export interface Impossible {
  readonly impossible: LocalizedText
}

/** Makes of an event what the plugin is called with. */
export async function instructionFor(
  context: HostContext,
  channel: LoadedChannel,
  action: OpenAction,
): Promise<Instruction | Impossible> {
  const declared = declaredAction(pluginOf(context, channel), action)
  if (!declared) return { impossible: notOffered }
  const inReplyTo = await actedOn(context.db, context.sealer, channel.id, action.networkItemId)
  // The same for every attempt of one action: SocialHub's own id of it.
  const idempotencyKey = action.followupId ?? `action-${action.id}`
  if (action.type === 'reply') {
    const payload = Value.Parse(ReplyEvent.properties.payload, action.payload)
    const reply: Reply = {
      inReplyTo,
      actionId: action.actionId,
      text: payload.text ?? '',
      attachments: (payload.attachments ?? []).map(({ url, name, size, mimetype }) => ({
        url,
        name,
        ...(size !== undefined && { size }),
        ...(mimetype !== undefined && { mimeType: mimetype }),
      })),
      option: payload.option ?? null,
      idempotencyKey,
    }
    return { kind: 'reply', reply }
  }
  if (action.type === 'template_reply') {
    const payload = Value.Parse(TemplateReplyEvent.properties.payload, action.payload)
    const { networkId, name, language } = payload
    const variables = Object.fromEntries(
      Object.entries(payload.variables).map(([key, value]) => [key, Value.Parse(PlainData, value)]),
    )
    const template = { networkId, name, language }
    const reply = { inReplyTo, actionId: action.actionId, template, variables, idempotencyKey }
    return { kind: 'template_reply', reply }
  }
  return {
    kind: 'button',
    actionId: action.actionId,
    action: { actedOn: inReplyTo, idempotencyKey },
  }
}
