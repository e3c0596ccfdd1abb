import Type from 'typebox'

/**
 * What is read of a post. The client library has checked what the server itself says; what people
 * wrote (`record`, and so its views) is open to anything, and parsed here.
 */
export const PostRecord = Type.Object({
  text: Type.String(),
  createdAt: Type.Optional(Type.String()),
  langs: Type.Optional(Type.Array(Type.String())),
  facets: Type.Optional(Type.Array(Type.Unknown())),
  reply: Type.Optional(
    Type.Object({
      root: Type.Object({ uri: Type.String(), cid: Type.String() }),
      parent: Type.Object({ uri: Type.String(), cid: Type.String() }),
    }),
  ),
})
export type PostRecord = Type.Static<typeof PostRecord>

/** Offsets count bytes of UTF-8. */
export const Facet = Type.Object({
  index: Type.Object({ byteStart: Type.Integer(), byteEnd: Type.Integer() }),
  features: Type.Array(Type.Object({ $type: Type.String(), uri: Type.Optional(Type.String()) })),
})
export type Facet = Type.Static<typeof Facet>

const view = <Name extends string>(name: Name) => Type.Literal(`app.bsky.embed.${name}#view`)

const ImageView = Type.Object({ thumb: Type.String(), fullsize: Type.String(), alt: Type.String() })
export const Images = Type.Object({ $type: view('images'), images: Type.Array(ImageView) })

/** The newer form of more than four pictures. */
const GalleryImage = Type.Object({
  thumbnail: Type.String(),
  fullsize: Type.String(),
  alt: Type.String(),
})
export const Gallery = Type.Object({ $type: view('gallery'), items: Type.Array(GalleryImage) })

export const Video = Type.Object({
  $type: view('video'),
  playlist: Type.String(),
  thumbnail: Type.Optional(Type.String()),
  alt: Type.Optional(Type.String()),
})

export const External = Type.Object({
  $type: view('external'),
  external: Type.Object({ uri: Type.String(), title: Type.String() }),
})

const QuotedPost = Type.Object({
  $type: Type.Literal('app.bsky.embed.record#viewRecord'),
  uri: Type.String(),
  author: Type.Object({ handle: Type.String() }),
  value: Type.Object({ text: Type.String() }),
})
export const Quote = Type.Object({ $type: view('record'), record: QuotedPost })

export const QuoteWithMedia = Type.Object({
  $type: view('recordWithMedia'),
  record: Type.Object({ record: Type.Unknown() }),
  media: Type.Unknown(),
})

/** A post as the network shows it to the Channel's account. */
export const PostView = Type.Object({
  uri: Type.String(),
  cid: Type.String(),
  author: Type.Object({
    did: Type.String(),
    handle: Type.String(),
    displayName: Type.Optional(Type.String()),
    avatar: Type.Optional(Type.String()),
  }),
  record: PostRecord,
  embed: Type.Optional(Type.Unknown()),
  indexedAt: Type.String(),
  labels: Type.Optional(Type.Array(Type.Object({ val: Type.String() }))),
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
  const parts = /^at:\/\/(did:[^/]+)\/([a-zA-Z0-9.-]+)\/([A-Za-z0-9._:~-]+)$/.exec(uri)
  const [, did, collection, key] = parts ?? []
  if (did === undefined || collection === undefined || key === undefined) return undefined
  return { did, collection, key }
}

/** Where people read a post. */
export function webUrl(website: string, uri: string): string | undefined {
  const address = readUri(uri)
  if (address === undefined) return undefined
  return new URL(`/profile/${address.did}/post/${address.key}`, website).href
}
