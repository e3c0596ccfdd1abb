import { RightSidebarTree, TicketActionDeclaration } from '@hubward/socialhub'
import Type from 'typebox'
import { ReplyLimits } from './limits.ts'
import { LocalizedText } from './plain.ts'

/**
 * An image for SocialHub's pages: an https URL, or a `data:image/svg+xml` or `data:image/png` URL,
 * which the host then serves under its own public URL, since SocialHub takes https URLs only.
 */
export const Image = Type.String({ pattern: '^(https://|data:image/(svg\\+xml|png);base64,)' })

/** What performing one Ticket Action means; SocialHub's own fields are passed to the Manifest. */
export const DeclaredAction = Type.Intersect(
  [
    TicketActionDeclaration,
    Type.Object({
      /**
       * True when a second call for the same Ticket changes nothing more on the Network. Only then is
       * an action of unknown outcome tried again. For replies: true when the Network honours the
       * idempotency key, or the plugin writes under a key derived from it.
       */
      repeatable: Type.Boolean(),
      /** How long after SocialHub accepted it the action may still be performed. One hour if absent. */
      lifetimeMs: Type.Optional(Type.Integer({ minimum: 1_000 })),
      /**
       * What a reply may hold, checked before it is sent; only for `reply`. `config.maxLength` stops
       * people while they write, `limits` says all that SocialHub's editor can't count. Where a server
       * or an account has limits of its own, the function `limits` says them. Feature `limits`.
       */
      limits: Type.Optional(ReplyLimits),
      /**
       * Whose Tickets the action goes with: of the Channel's own messages, or of those of others.
       * SocialHub offers it with all; the host refuses it elsewhere. Absent: all. Feature `limits`.
       */
      goesWith: Type.Optional(Type.Union([Type.Literal('own'), Type.Literal('others')])),
    }),
  ],
  { unevaluatedProperties: false },
)
export type DeclaredAction = Type.Static<typeof DeclaredAction>

/**
 * All that a plugin says about its Network before any Channel exists. The host compiles it into the
 * SocialHub Manifest, the onboarding pages, the checks before sending, and the docs.
 */
export const Declaration = Type.Object(
  {
    /**
     * The additions to the contract that the plugin can't do without, by the names of `FEATURES`. A host
     * that lacks one refuses the plugin when it is loaded, and says which; without this it would refuse
     * an answer, perhaps when a reply is published already. What the plugin can do without it asks for
     * with `hasFeature`.
     */
    needs: Type.Optional(Type.Array(Type.String())),
    branding: Type.Object(
      {
        icon: Image,
        /** Shown by SocialHub where a picture of an Interactor is missing. */
        fallback: Image,
        /** Lowercase `#rrggbb`; the host derives a readable text colour from it. */
        color: Type.String({ pattern: '^#[0-9a-f]{6}$' }),
      },
      { additionalProperties: false },
    ),
    ticketActions: Type.Array(DeclaredAction),
    /**
     * The tabs beside a Ticket in which SocialHub shows its thread, such as `threadTree` makes one. Absent
     * where nothing answers anything.
     */
    rightSidebar: Type.Optional(Type.Array(RightSidebarTree)),
    /** How a fetch is paced. A push-only Network is fetched when rung, and at `maxIntervalMs`. */
    fetch: Type.Object(
      {
        minIntervalMs: Type.Integer({ minimum: 1_000 }),
        maxIntervalMs: Type.Integer({ minimum: 1_000 }),
        /** Messages asked for at once: the `limit` of `fetchMessages`. */
        pageSize: Type.Integer({ minimum: 1, maximum: 1_000 }),
      },
      { additionalProperties: false },
    ),
    /**
     * How `listRecent` is paced: the shortest interval while it finds something, half as often again
     * after nothing, and how far back it lists. Absent: 1 hour, 12 hours, 2 days.
     */
    recent: Type.Optional(
      Type.Object(
        {
          minIntervalMs: Type.Integer({ minimum: 1_000 }),
          maxIntervalMs: Type.Integer({ minimum: 1_000 }),
          windowMs: Type.Integer({ minimum: 60_000 }),
        },
        { additionalProperties: false },
      ),
    ),
    /**
     * How many calls the Network takes in a time, from all of the host's Channels together. Counted are
     * `fetchMessages`, `listRecent`, `reply`, `replyWithTemplate`, `findReply` and `actions`, across all
     * hosts; a call that makes three requests counts as one. What a call finds spent is done later. A
     * quarter is kept for what people wait for, and Customers share the rest.
     */
    budgets: Type.Optional(
      Type.Array(
        Type.Object(
          {
            /** Who has the budget: `app`, all Channels of the integration; `server`, all on one server. */
            per: Type.Union([Type.Literal('app'), Type.Literal('server'), Type.Literal('channel')]),
            calls: Type.Integer({ minimum: 1 }),
            withinMs: Type.Integer({ minimum: 1_000, maximum: 86_400_000 }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 6 },
      ),
    ),
    /** True when `fetchMessages` also returns what the Channel itself wrote (`own`). */
    ownMessages: Type.Boolean(),
    /**
     * What the Network writes where somebody has no name: `[deleted]`, `Deleted user`, in whatever
     * capitals, with or without `@`. Whoever is called so in a message goes by the `interactorId`; who has
     * that for an id, too, is nobody. So several people without a name don't become one.
     */
    placeholderNames: Type.Optional(
      Type.Array(Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }), { maxItems: 50 }),
    ),
    /** How far back a new Channel may be read, when the Customer accepts it. Absent: from now on. */
    backfill: Type.Optional(
      Type.Object({ days: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
    ),
    /**
     * The longest one call may take, in milliseconds, from when the host wants it: the start of a worker
     * is part of it, which takes a second, and more on a busy machine. Absent: 30 s.
     */
    timeoutsMs: Type.Optional(
      Type.Object(
        {
          authenticate: Type.Optional(Type.Integer({ minimum: 100 })),
          fetchMessages: Type.Optional(Type.Integer({ minimum: 100 })),
          reply: Type.Optional(Type.Integer({ minimum: 100 })),
          receive: Type.Optional(Type.Integer({ minimum: 100 })),
          refresh: Type.Optional(Type.Integer({ minimum: 100 })),
          subscribe: Type.Optional(Type.Integer({ minimum: 100 })),
        },
        { additionalProperties: false },
      ),
    ),
    /**
     * The hosts that the plugin contacts: names, `*.example.org`, or `*` where the Customer names the
     * server, or where replies bring attachments, since SocialHub doesn't say on which hosts its files
     * lie. Private addresses stay closed whatever stands here, unless the operator opens them.
     */
    hosts: Type.Array(Type.String({ minLength: 1 })),
    /** Requests to `receive`: the largest body in bytes, files included. Absent: 1 MiB. */
    receiveLimitBytes: Type.Optional(Type.Integer({ minimum: 1 })),
    /** One sentence that tells a Customer what this Network brings into the Inbox. */
    summary: LocalizedText,
  },
  { additionalProperties: false },
)
export type Declaration = Type.Static<typeof Declaration>
