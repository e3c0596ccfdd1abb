import type { Agent } from '@atproto/api'
import { type PerformedAction, PluginError, readReference } from '@hubward/plugin'
import { clientFor } from './client.ts'
import type { Context } from './credentials.ts'
import { isNamed } from './errors.ts'
import { Reference } from './message.ts'
import { readUri } from './post.ts'
import { recordKey } from './record-key.ts'
import { visiblePost } from './reply.ts'
import { SENTENCES } from './sentences.ts'

/** Likes what the Ticket is about, once. */
export async function like(context: Context, { actedOn }: PerformedAction): Promise<void> {
  const { parent } = readReference(Reference, actedOn)
  const client = await clientFor(context)
  const { viewer } = await visiblePost(context, client, parent.uri)
  if (viewer?.like === undefined) await pointAt(context, client, 'app.bsky.feed.like', parent)
}

/** Shows the post to those who follow the account, once. */
export async function repost(context: Context, { actedOn }: PerformedAction): Promise<void> {
  const { parent } = readReference(Reference, actedOn)
  const client = await clientFor(context)
  const { viewer } = await visiblePost(context, client, parent.uri)
  if (viewer?.repost === undefined) await pointAt(context, client, 'app.bsky.feed.repost', parent)
}

/** Deletes a post of the Channel's own account; one that is gone already stays gone. */
export async function deletePost(context: Context, { actedOn }: PerformedAction): Promise<void> {
  const { did } = context.credentials
  const post = readUri(uriOf(actedOn))
  if (post?.did !== did) throw new PluginError('rejected', { sentence: SENTENCES.notYours })
  const client = await clientFor(context)
  await client.com.atproto.repo.deleteRecord({
    repo: did,
    collection: post.collection,
    rkey: post.key,
  })
}

/** A published reply has no reference: its id is the address itself. */
function uriOf(actedOn: PerformedAction['actedOn']): string {
  return actedOn.reference === null
    ? actedOn.networkItemId
    : readReference(Reference, actedOn).parent.uri
}

async function pointAt(
  context: Context,
  client: Agent,
  collection: string,
  subject: { uri: string; cid: string },
): Promise<void> {
  const { did } = context.credentials
  try {
    await client.com.atproto.repo.putRecord({
      repo: did,
      collection,
      rkey: recordKey(readUri(subject.uri)?.key ?? '', `${collection} ${subject.uri}`),
      record: { $type: collection, subject, createdAt: context.now().toISOString() },
      swapRecord: null,
    })
  } catch (thrown) {
    // It is there already, only the rest of the network doesn't know yet.
    if (!isNamed(thrown, 'InvalidSwap')) throw thrown
  }
}
