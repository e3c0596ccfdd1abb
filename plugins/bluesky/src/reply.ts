import { type Agent, type AppBskyFeedPost, RichText } from '@atproto/api'
import {
  defined,
  type FoundReply,
  networkItemId,
  PluginError,
  type PublishedReply,
  type Reply,
  readReference,
  readTime,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { answerOf } from './answer.ts'
import { clientFor } from './client.ts'
import type { Context } from './credentials.ts'
import { TEXT_LIMIT } from './declaration.ts'
import { isNamed } from './errors.ts'
import { Reference } from './message.ts'
import { embedPicture } from './picture.ts'
import { PostRecord, type PostView, readUri, webUrl } from './post.ts'
import { postsByUri } from './posts.ts'
import { recordKey } from './record-key.ts'
import { SENTENCES } from './sentences.ts'

const COLLECTION = 'app.bsky.feed.post'

/** No text that Bluesky takes is longer, whatever it counts: refused before anything looks at it. */
const TEXT_LIMIT_CHARACTERS = 5_000

/** A last line such as "Alt: A dark street lamp" describes the attached picture. */
const ALT_LINE = /(?:^|\n)\s*alt:\s*([^\n]+)\s*$/i

/**
 * Publishes under a key made from the idempotency key, and only where nothing is yet: however often
 * it is called, one post appears, and it is never changed.
 */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  if (wanted.text.length > TEXT_LIMIT_CHARACTERS) throw tooLong()
  const client = await clientFor(context)
  const reference = readReference(Reference, wanted.inReplyTo)
  const key = keyOf(wanted, reference)
  const known = await published(context, client, key)
  if (known !== undefined) return known
  await mayAnswer(context, client, reference)

  const [attachment] = wanted.attachments
  const { text, alt } = attachment ? splitAlt(wanted.text) : { text: wanted.text.trim(), alt: '' }
  const picture = attachment && (await embedPicture(context, client, attachment, alt))
  const langs = languagesOf(context, reference)
  const record: AppBskyFeedPost.Record = {
    $type: COLLECTION,
    ...(await richText(client, text)),
    reply: { root: reference.root, parent: reference.parent },
    createdAt: context.now().toISOString(),
    ...(langs.length > 0 && { langs }),
    ...(picture && { embed: { $type: 'app.bsky.embed.images', images: [picture] } }),
  }
  try {
    const { data } = await client.com.atproto.repo.putRecord({
      repo: context.credentials.did,
      collection: COLLECTION,
      rkey: key,
      record,
      swapRecord: null,
    })
    return answer(context, data.uri, record.createdAt)
  } catch (thrown) {
    if (!isNamed(thrown, 'InvalidSwap')) throw thrown
    const other = await published(context, client, key)
    if (other === undefined) throw thrown
    return other
  }
}

/** Certain either way: the account's own server is asked, which knows what it has. */
export async function findReply(context: Context, wanted: Reply): Promise<FoundReply> {
  const client = await clientFor(context)
  const known = await published(
    context,
    client,
    keyOf(wanted, readReference(Reference, wanted.inReplyTo)),
  )
  return known === undefined ? { outcome: 'absent' } : { outcome: 'found', reply: known }
}

async function published(
  context: Context,
  client: Agent,
  rkey: string,
): Promise<PublishedReply | undefined> {
  try {
    const { data } = await client.com.atproto.repo.getRecord({
      repo: context.credentials.did,
      collection: COLLECTION,
      rkey,
    })
    const record: unknown = data.value
    const createdAt = Value.Check(PostRecord, record) ? readTime(record.createdAt) : undefined
    return answer(context, data.uri, createdAt)
  } catch (thrown) {
    if (isNamed(thrown, 'RecordNotFound')) return undefined
    throw thrown
  }
}

function answer(context: Context, uri: string, createdTime: string | undefined): PublishedReply {
  const url = webUrl(context.settings.website, uri)
  return defined({ networkItemId: networkItemId(uri), url, createdTime })
}

function keyOf({ idempotencyKey }: Reply, { parent }: Reference): string {
  return recordKey(readUri(parent.uri)?.key ?? '', `reply ${idempotencyKey}`)
}

/**
 * Bluesky takes replies that nobody will ever see: to deleted posts, in closed threads, to people who
 * have blocked the account. So it is asked first.
 */
async function mayAnswer(context: Context, client: Agent, { parent }: Reference): Promise<void> {
  const post = await visiblePost(context, client, parent.uri)
  if (post.viewer?.replyDisabled) {
    throw new PluginError('rejected', { sentence: SENTENCES.repliesClosed })
  }
}

/** @throws PluginError with the reason why the account can't see the post. */
export async function visiblePost(context: Context, client: Agent, uri: string): Promise<PostView> {
  const { found, unreadable } = await postsByUri(context, client, [uri], (view) => view)
  const post = found.get(uri)
  if (post !== undefined) return post
  if (unreadable > 0) {
    throw new PluginError('unavailable', { message: 'the post can’t be read', effect: 'none' })
  }
  const author = readUri(uri)?.did
  const blocks = author === undefined ? undefined : await relationTo(client, author)
  if (blocks?.blocking !== undefined || blocks?.blockingByList !== undefined) {
    throw new PluginError('rejected', { sentence: SENTENCES.blocking })
  }
  if (blocks?.blockedBy) throw new PluginError('rejected', { sentence: SENTENCES.blockedBy })
  throw new PluginError('not-found', { sentence: SENTENCES.postGone })
}

const Profile = Type.Object({
  viewer: Type.Optional(
    Type.Object({
      blockedBy: Type.Optional(Type.Boolean()),
      blocking: Type.Optional(Type.Unknown()),
      blockingByList: Type.Optional(Type.Unknown()),
    }),
  ),
})

async function relationTo(client: Agent, actor: string) {
  try {
    return (await answerOf(Profile, client.app.bsky.actor.getProfile({ actor }))).viewer
  } catch (thrown) {
    // The whole account is gone, and the post with it.
    if (isNamed(thrown, 'InvalidRequest', 'AccountTakedown', 'AccountDeactivated')) return undefined
    throw thrown
  }
}

/** Links, mentions and hashtags become what they are in the Bluesky app. */
async function richText(client: Agent, text: string) {
  const rich = new RichText({ text })
  if (rich.graphemeLength > TEXT_LIMIT) throw tooLong()
  await rich.detectFacets(client)
  return { text: rich.text, ...(rich.facets && { facets: rich.facets }) }
}

function tooLong(): PluginError {
  return new PluginError('invalid', { sentence: SENTENCES.tooLong })
}

function splitAlt(text: string): { text: string; alt: string } {
  const alt = ALT_LINE.exec(text)?.[1]?.trim() ?? ''
  return { text: text.replace(ALT_LINE, '').trim(), alt }
}

/** The Customer's choice, otherwise that of whoever is answered, if it was one. */
function languagesOf({ channelSettings, channel }: Context, { langs }: Reference): string[] {
  if (channelSettings.replyLanguage !== '') return [channelSettings.replyLanguage]
  return langs.length === 1 ? [...langs] : [channel.language]
}
