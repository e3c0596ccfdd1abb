import Type from 'typebox'

/** People or addresses as the Network names them. */
const Named = Type.Array(Type.String({ minLength: 1, maxLength: 320 }), { maxItems: 50 })

/**
 * What a message is, beside its words. SocialHub's Tickets have one text: the host writes marks into
 * it, in the Channel's language, so that they read the same for every Network. Plain text, no markup.
 */
export const Marks = Type.Object(
  {
    /** What it is about: the subject of an e-mail, the title of a review. Stands above the text. */
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    /** To whom it was sent, beside the Channel itself. */
    to: Type.Optional(Named),
    /** Who got a copy. */
    cc: Type.Optional(Named),
    /** True when a program wrote it: an out-of-office note, a receipt, a bot's post. */
    automatic: Type.Optional(Type.Boolean()),
    /** Who can read it on the Network, where not everybody can find it. */
    visibility: Type.Optional(
      Type.Union([
        /** Everybody, but no list shows it. */
        Type.Literal('unlisted'),
        /** Those who follow its author. */
        Type.Literal('followers'),
        /** The members of a group or a team. */
        Type.Literal('members'),
        /** Those whom it names. */
        Type.Literal('named'),
      ]),
    ),
    /**
     * True when nothing shows yet that its author is who they say: an e-mail address that was typed into
     * a form and that nobody has confirmed. Feature `visitor-mail`.
     */
    unconfirmed: Type.Optional(Type.Boolean()),
    /**
     * True when it was changed since it was first published, and people are to read that in its words.
     * That an edit is followed is due to `updatedTime` alone.
     */
    edited: Type.Optional(Type.Boolean()),
    /** What it quotes. Stands below the text; of a long one the host shows as much as fits. */
    quoted: Type.Optional(
      Type.Object(
        {
          /** Who wrote it, as people know them: a name, `@handle`. */
          from: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
          text: Type.Optional(Type.String()),
          /** Where it is on the Network. */
          url: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 2_048 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Marks = Type.Static<typeof Marks>
