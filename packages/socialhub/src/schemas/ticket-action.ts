import Type from 'typebox'
import { type Problem, repeatedId, withRule } from '../rule.ts'
import { AbsoluteUrl, ActionId } from './formats.ts'
import { LabelAnswer, LocalizedLabel } from './label.ts'

const closed = { additionalProperties: false }

export const TicketActionType = Type.Enum(['reply', 'template_reply', 'button', 'delete'])
export type TicketActionType = Type.Static<typeof TicketActionType>

const Templates = Type.Object(
  {
    /** Called with `?channelId=`, signed like a webhook request; answers a list of `Template`. */
    url: AbsoluteUrl,
  },
  closed,
)

/** What `config` may hold; which key goes with which `type` is said by the rules below. */
export const TicketActionConfig = Type.Object(
  {
    /** Whether the Approval Process applies. Only `reply` and `template_reply`. Default true. */
    approvalProcess: Type.Optional(Type.Boolean()),
    /** Whether users can be made to tag the Ticket first. The only key `delete` takes. Default true. */
    forceTagging: Type.Optional(Type.Boolean()),
    /** The longest reply in characters, also while it waits for approval. Only `reply`. */
    maxLength: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Where the templates are fetched. Required for `template_reply`. */
    templates: Type.Optional(Templates),
    /** When the action stops being offered, counted from the Interaction's `createdTime`. */
    timeout: Type.Optional(
      Type.Object(
        {
          /** A text for the npm module juration, such as `24h`. */
          duration: Type.String({ pattern: '^\\s*\\d' }),
          after: Type.Literal('networkCreationTime'),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type TicketActionConfig = Type.Static<typeof TicketActionConfig>

/** One entry of the dropdown that a `reply` can ask the user to choose from. */
export const TicketActionOption = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    label: LocalizedLabel,
    description: Type.Optional(Type.String()),
  },
  closed,
)
export type TicketActionOption = Type.Static<typeof TicketActionOption>

const fields = {
  type: TicketActionType,
  /** Unique within the Manifest. Events name it as `actionId`. */
  id: ActionId,
  label: LocalizedLabel,
  config: Type.Optional(TicketActionConfig),
  /** Present: one attachment is allowed on a `reply`; with `noText`, no text beside it. */
  attachments: Type.Optional(Type.Object({ noText: Type.Optional(Type.Boolean()) }, closed)),
  /** Only `reply`. */
  options: Type.Optional(Type.Array(TicketActionOption)),
}

/**
 * A Ticket Action as a plugin declares it. `config.templates` may be left out of a `template_reply`:
 * whoever builds the Manifest knows the URL. It is open so that a declaration can add fields of its
 * own in a `Type.Intersect`; close that with `unevaluatedProperties: false`.
 */
export const TicketActionDeclaration = withRule(Type.Object(fields), brokenActionRule)
export type TicketActionDeclaration = Type.Static<typeof TicketActionDeclaration>

/** A Ticket Action as it stands in the Manifest that is sent. */
export const TicketAction = withRule(
  withRule(Type.Object(fields, closed), brokenActionRule),
  ({ type, config }) =>
    type === 'template_reply' && config?.templates === undefined
      ? {
          field: 'config.templates.url',
          rule: 'A template_reply needs the URL that its templates are fetched from.',
        }
      : undefined,
)
export type TicketAction = Type.Static<typeof TicketAction>

/** A Ticket Action as answers show it. */
export const TicketActionAnswer = Type.Object({
  type: Type.String(),
  id: Type.String(),
  label: LabelAnswer,
})
export type TicketActionAnswer = Type.Static<typeof TicketActionAnswer>

interface RuledAction {
  readonly type: TicketActionType
  readonly config?: TicketActionConfig | undefined
  readonly attachments?: object | undefined
  readonly options?: readonly TicketActionOption[] | undefined
}

/** Which keys of `config` each type takes, as SocialHub documents them. */
const CONFIG_KEYS: Readonly<Record<TicketActionType, readonly (keyof TicketActionConfig)[]>> = {
  reply: ['approvalProcess', 'forceTagging', 'maxLength', 'templates', 'timeout'],
  template_reply: ['approvalProcess', 'forceTagging', 'templates', 'timeout'],
  button: ['forceTagging', 'templates', 'timeout'],
  delete: ['forceTagging'],
}

function brokenActionRule(action: RuledAction): Problem | undefined {
  return misplacedConfig(action) ?? misplacedReplyField(action) ?? repeatedOption(action.options)
}

function misplacedConfig({ type, config = {} }: RuledAction): Problem | undefined {
  const allowed = CONFIG_KEYS[type]
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined || allowed.some((known) => known === key)) continue
    const field = `config.${key}`
    if (type === 'delete') {
      return { field, rule: 'The only config that an action of type delete takes is forceTagging.' }
    }
    if (key === 'maxLength') {
      return { field, rule: `Only a reply has a maxLength; this action is a ${type}.` }
    }
    return { field, rule: `An action of type ${type} takes no ${key}.` }
  }
  return undefined
}

function misplacedReplyField({ type, attachments, options }: RuledAction): Problem | undefined {
  if (type === 'reply') return undefined
  if (attachments !== undefined) {
    return {
      field: 'attachments',
      rule: `Only a reply takes attachments; this action is a ${type}.`,
    }
  }
  if (options !== undefined) {
    return { field: 'options', rule: `Only a reply offers options; this action is a ${type}.` }
  }
  return undefined
}

function repeatedOption(options: readonly TicketActionOption[] = []): Problem | undefined {
  const index = repeatedId(options)
  if (index === undefined) return undefined
  return { field: `options[${index}].id`, rule: 'An earlier option has this id already.' }
}
