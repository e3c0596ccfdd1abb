import Type from 'typebox'
import Value from 'typebox/value'

/**
 * What is read of a post. What people wrote (`record`, and so its views) is open to anything, and
 * parsed here: a part that can't be read is missing, and only without a text there is no post. Ids are
 * stored and sent back, so longer ones than anybody has are refused.
 */
const Uri = Type.String({ minLength: 1, maxLength: 1_024 })
const Cid = Type.String({ minLength: 1, maxLength: 256 })
const Handle = Type.String({ minLength: 1, maxLength: 500 })

export const PostRecord = Type.Object({
  text: Type.String(),
  createdAt: Type.Optional(Type.Unknown()),
  langs: Type.Optional(Type.Unknown()),
  facets: Type.Optional(Type.Unknown()),
  reply: Type.Optional(Type.Unknown()),
})
export type PostRecord = Type.Static<typeof PostRecord>

const StrongRef = Type.Object({ uri: Uri, cid: Cid })
const ReplyRef = Type.Object({ root: StrongRef, parent: StrongRef })

/** Which thread a post stands in; undefined for the first of one. */
export function replyOf({ reply }: PostRecord): Type.Static<typeof ReplyRef> | undefined {
  return Value.Check(ReplyRef, reply) ? reply : undefined
}

/** Offsets count bytes of UTF-8. */
export const Facet = Type.Object({
  index: Type.Object({ byteStart: Type.Integer(), byteEnd: Type.Integer() }),
  features: Type.Array(Type.Unknown()),
})
export const Link = Type.Object({
  $type: Type.Literal('app.bsky.richtext.facet#link'),
  uri: Type.String(),
})

const view = <Name extends string>(name: Name) => Type.Literal(`app.bsky.embed.${name}#view`)

export const ImageView = Type.Object({
  thumb: Type.String(),
  fullsize: Type.Optional(Type.String()),
  alt: Type.String(),
})
export const Images = Type.Object({ $type: view('images'), images: Type.Array(Type.Unknown()) })

/** The newer form of more than four pictures. */
export const GalleryImage = Type.Object({
  thumbnail: Type.String(),
  fullsize: Type.Optional(Type.String()),
  alt: Type.String(),
})
export const Gallery = Type.Object({ $type: view('gallery'), items: Type.Array(Type.Unknown()) })

export const Video = Type.Object({
  $type: view('video'),
  playlist: Type.String(),
  thumbnail: Type.Optional(Type.String()),
  alt: Type.Optional(Type.String()),
})

export const External = Type.Object({
  $type: view('external'),
  external: Type.Object({ uri: Type.String() }),
})

const QuotedPost = Type.Object({
  $type: Type.Literal('app.bsky.embed.record#viewRecord'),
  uri: Uri,
  author: Type.Object({
    did: Type.Optional(Type.String({ maxLength: 256 })),
    handle: Handle,
    /** Whom the account blocks or mutes: the Network itself leaves out only whom it blocks. */
    viewer: Type.Optional(
      Type.Object({
        muted: Type.Optional(Type.Unknown()),
        mutedByList: Type.Optional(Type.Unknown()),
        blocking: Type.Optional(Type.Unknown()),
        blockingByList: Type.Optional(Type.Unknown()),
        blockedBy: Type.Optional(Type.Unknown()),
      }),
    ),
  }),
  value: Type.Object({ text: Type.String() }),
  embeds: Type.Optional(Type.Unknown()),
  labels: Type.Optional(Type.Unknown()),
})
export const Quote = Type.Object({ $type: view('record'), record: QuotedPost })

const hidden = <Name extends string>(name: Name) =>
  Type.Literal(`app.bsky.embed.record#${name}` as const)
/** A quoted post that was deleted, detached, or is by somebody who blocks or is blocked. */
export const HiddenQuote = Type.Object({
  $type: view('record'),
  record: Type.Object({
    $type: Type.Union([hidden('viewNotFound'), hidden('viewBlocked'), hidden('viewDetached')]),
    uri: Uri,
  }),
})

/** What else can be embedded as a post is: each has a page and a name of its own. */
const NAMED = {
  'app.bsky.feed.defs#generatorView': 'feed',
  'app.bsky.graph.defs#listView': 'list',
  'app.bsky.graph.defs#starterPackViewBasic': 'pack',
  'app.bsky.labeler.defs#labelerView': 'labeler',
} as const
export type NamedKind = (typeof NAMED)[keyof typeof NAMED]

export const NamedRecord = Type.Object({
  $type: view('record'),
  record: Type.Object({
    $type: Type.Union([
      Type.Literal('app.bsky.feed.defs#generatorView'),
      Type.Literal('app.bsky.graph.defs#listView'),
      Type.Literal('app.bsky.graph.defs#starterPackViewBasic'),
      Type.Literal('app.bsky.labeler.defs#labelerView'),
    ]),
    uri: Uri,
    displayName: Type.Optional(Type.Unknown()),
    name: Type.Optional(Type.Unknown()),
    record: Type.Optional(Type.Unknown()),
    creator: Type.Optional(Type.Unknown()),
  }),
})

export function kindOf({ record }: Type.Static<typeof NamedRecord>): NamedKind {
  return NAMED[record.$type]
}

/** Where people find it. */
export function pageOf(website: string, kind: NamedKind, uri: string): string | undefined {
  const address = readUri(uri)
  if (address === undefined) return undefined
  const { did, key } = address
  const paths = {
    feed: `/profile/${did}/feed/${key}`,
    list: `/profile/${did}/lists/${key}`,
    pack: `/starter-pack/${did}/${key}`,
    labeler: `/profile/${did}`,
  }
  return new URL(paths[kind], website).href
}

export const QuoteWithMedia = Type.Object({
  $type: view('recordWithMedia'),
  record: Type.Object({ record: Type.Unknown() }),
  media: Type.Unknown(),
})

/** A post as the network shows it to the Channel's account. */
export const PostView = Type.Object({
  uri: Uri,
  cid: Cid,
  author: Type.Object({
    did: Type.String({ pattern: '^did:', maxLength: 256 }),
    handle: Handle,
    displayName: Type.Optional(Type.Unknown()),
    avatar: Type.Optional(Type.Unknown()),
  }),
  record: PostRecord,
  embed: Type.Optional(Type.Unknown()),
  indexedAt: Type.String({ maxLength: 64 }),
  labels: Type.Optional(Type.Unknown()),
  viewer: Type.Optional(
    Type.Object({
      like: Type.Optional(Type.String()),
      repost: Type.Optional(Type.String()),
      replyDisabled: Type.Optional(Type.Boolean()),
    }),
  ),
})
export type PostView = Type.Static<typeof PostView>

/** The parts of `at://did/app.bsky.feed.post/key`. */
export interface PostAddress {
  readonly did: string
  readonly collection: string
  readonly key: string
}

export function readUri(uri: string): PostAddress | undefined {
  if (uri.length > 1_024) return undefined
  const parts = /^at:\/\/(did:[a-z]+:[\w.:%-]+)\/([a-zA-Z0-9.-]+)\/([A-Za-z0-9._:~-]{1,512})$/.exec(
    uri,
  )
  const [, did, collection, key] = parts ?? []
  if (did === undefined || collection === undefined || key === undefined) return undefined
  // No keys: in an address they would lead elsewhere. https://atproto.com/specs/record-key
  if (key === '.' || key === '..') return undefined
  return { did, collection, key }
}

/** Where people read a post. */
export function webUrl(website: string, uri: string): string | undefined {
  const address = readUri(uri)
  if (address === undefined) return undefined
  return new URL(`/profile/${address.did}/post/${address.key}`, website).href
}
