import {
  type AttachmentKind,
  countText,
  type DeclaredAction,
  type LocalizedText,
  PluginError,
  type Reply,
  type ReplyLimits,
} from '@hubward/plugin'
import type { HostContext } from '../host-context.ts'
import type { LoadedChannel } from '../store/channels.ts'
import {
  attachmentsRefused,
  attachmentTooLarge,
  kindRefused,
  optionMissing,
  textRefused,
  tooLong,
  tooManyAttachments,
} from './reasons.ts'

/** What holds for a reply: as declared, and what this Channel's server says in its place. */
export async function limitsOf(
  { plugins }: HostContext,
  channel: LoadedChannel,
  { limits = {} }: DeclaredAction,
  { actionId, inReplyTo }: Reply,
  signal: AbortSignal,
): Promise<ReplyLimits> {
  try {
    return { ...limits, ...(await plugins.limits(channel, { actionId, inReplyTo }, signal)) }
  } catch (thrown) {
    // The call's log says why. Whether the Network is there is found out by the reply itself.
    if (thrown instanceof PluginError) return limits
    throw thrown
  }
}

/** Why a reply can't be published as it is. SocialHub's editor checks some of it, and can't the rest. */
export function refusalOf(
  declared: DeclaredAction,
  limits: ReplyLimits,
  { text, attachments, option }: Reply,
): LocalizedText | undefined {
  const beside = attachments.length > 0
  if (beside && !declared.attachments) return attachmentsRefused
  if (beside && text !== '') {
    const none = declared.attachments?.noText === true || limits.textBesideAttachments === 0
    if (none) return textRefused
  }
  const editor = declared.config?.maxLength
  const points = editor === undefined ? 0 : countText(text, {})
  if (editor !== undefined && points > editor) return tooLong(points, editor, 'code-points', false)
  const longest = (beside ? limits.textBesideAttachments : undefined) ?? limits.text
  if (longest !== undefined) {
    const length = countText(text, limits)
    if (length > longest) return tooLong(length, longest, limits.countedAs, beside)
  }
  const most = limits.attachments
  if (most !== undefined && attachments.length > most) {
    return tooManyAttachments(attachments.length, most)
  }
  for (const attachment of attachments) {
    const refusal = refusedAttachment(attachment, limits.attachmentKinds)
    if (refusal) return refusal
  }
  if (declared.options && !declared.options.some(({ id }) => id === option)) return optionMissing
  return undefined
}

/** What SocialHub doesn't say of an attachment refuses nothing: the plugin sees the file itself. */
function refusedAttachment(
  { name = '', mimeType, size }: Reply['attachments'][number],
  kinds: readonly AttachmentKind[] | undefined,
): LocalizedText | undefined {
  if (!kinds) return undefined
  const fitting = kinds.filter(
    ({ mimeTypes }) => mimeType === undefined || fits(mimeType, mimeTypes),
  )
  if (mimeType !== undefined && fitting.length === 0) {
    const allowed = kinds.flatMap(({ mimeTypes = [] }) => mimeTypes)
    return kindRefused(name, mimeType, [...new Set(allowed)])
  }
  const largest = Math.max(...fitting.map(({ sizeBytes = Number.POSITIVE_INFINITY }) => sizeBytes))
  return size !== undefined && size > largest ? attachmentTooLarge(name, size, largest) : undefined
}

function fits(mimeType: string, mimeTypes: readonly string[] | undefined): boolean {
  const type = mimeType.toLowerCase()
  return (
    mimeTypes === undefined ||
    mimeTypes.some((allowed) =>
      allowed.endsWith('/*')
        ? type.startsWith(allowed.slice(0, -1))
        : type === allowed.toLowerCase(),
    )
  )
}
