import { defined, ifFound, type Keep, type Received } from '@hubward/plugin'
import type { Entry, KeptFile, Opening } from './conversation.ts'
import { issueFormToken, readFormToken } from './form-token.ts'
import { addressState } from './mail.ts'
import type { Errors } from './pages/fields.ts'
import { pushFor } from './push.ts'
import { shortHash } from './secrets.ts'
import {
  type Asked,
  cutFields,
  fieldOf,
  findErrors,
  NOTHING_TYPED,
  onlyAsked,
  readPicture,
  readTyped,
  type SignedPicture,
  signPicture,
  type Typed,
} from './submission.ts'
import { mayWrite, type Visit } from './visit.ts'

/** What a page shows of a form: at first nothing, later what was typed and what is wrong with it. */
export interface FormState {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly errors: Errors
  readonly typed: Typed
  /** A picture of an earlier try: its name, and what the browser sends to keep it. */
  readonly kept: SignedPicture | undefined
  readonly token: string
}

/** A message that can be taken. */
export interface Message {
  readonly typed: Typed
  readonly picture: KeptFile | undefined
  /** Names what this one form sends. */
  readonly nonce: string
}

export type Judged =
  | { readonly kind: 'taken'; readonly message: Message }
  | { readonly kind: 'refused'; readonly form: FormState }

/** @param place what the form belongs to: this form of the Channel, or one conversation. */
export function emptyForm(visit: Visit, place: string): FormState {
  return {
    status: 200,
    errors: {},
    typed: NOTHING_TYPED,
    kept: undefined,
    token: freshToken(visit, place),
  }
}

export function freshToken({ key, context }: Visit, place: string): string {
  return issueFormToken(key, place, context.now())
}

/** How long a picture waits for a second try. */
const HELD_MS = 3_600_000

/** The picture of a form that is shown again. */
export function heldOf({ kept }: FormState): Keep[] {
  return kept === undefined ? [] : [{ reference: kept.reference, forMs: HELD_MS }]
}

/** Judges a form that came back: its fields, the trap for programs, the time it took. */
export async function judge(
  visit: Visit,
  place: string,
  asked: Asked,
  minimumMs: number,
): Promise<Judged> {
  const { request, key, words, context } = visit
  const token = fieldOf(request, 'token')
  const verdict = readFormToken(key, place, token, context.now(), minimumMs)
  const typed = onlyAsked(readTyped(request), asked)
  const named = asked.askPicture === 'hidden' ? undefined : readPicture(request, key, place)
  const cameNow = request.files.some(({ reference }) => reference === named?.reference)
  const gone = named !== undefined && !cameNow && !(await isThere(context, named))
  const picture = gone ? undefined : named
  // Whose page was not ours, or is too old, gets a new one first; the rest is judged when it comes back.
  const errors: Errors =
    verdict.kind === 'expired' ? {} : findErrors(typed, cutFields(request), picture, asked, words)
  if (gone) errors.picture = words.pictureGone
  if (verdict.kind === 'too-fast') errors.form = words.tooFast
  if (verdict.kind === 'expired') errors.form = words.expired
  if (fieldOf(request, 'homepage') !== '') errors.form = words.pleaseConfirm

  if (Object.keys(errors).length === 0 && verdict.kind !== 'expired') {
    return { kind: 'taken', message: { typed, picture, nonce: verdict.nonce } }
  }
  // The same token where possible, so that the time it took goes on counting.
  const next = verdict.kind === 'expired' ? freshToken(visit, place) : token
  return { kind: 'refused', form: shownAgain(visit, place, { typed, picture }, next, errors) }
}

/** The form once more, with what was typed, the picture that came along, and what is wrong. */
export function shownAgain(
  { key }: Visit,
  place: string,
  { typed, picture }: Pick<Message, 'typed' | 'picture'>,
  token: string,
  errors: Errors,
): FormState {
  return { status: 422, errors, typed, kept: signPicture(picture, key, place), token }
}

/**
 * Writes a message down and says what to push. Repeated with the same form and the same content, as
 * a double click does or a browser that saw no answer, it writes nothing new and pushes the same
 * pointer again: the first push may have been lost.
 *
 * @param openingFor the conversation, begun with the message of this id.
 */
export async function record(
  visit: Visit,
  place: string,
  message: Message,
  conversationId: string,
  openingFor: (entryId: string) => Opening,
): Promise<
  | {
      readonly kind: 'recorded'
      readonly pushes: NonNullable<Received['pushes']>
      readonly keep: Keep[]
    }
  | { readonly kind: 'refused'; readonly form: FormState }
> {
  const { conversations, networkId } = visit
  const { typed, picture, nonce } = message
  const file = picture === undefined ? '' : `${picture.name} ${picture.sizeBytes}`
  const entryId = shortHash(nonce, ...Object.values(typed), file)
  const pushes = [pushFor(networkId, { conversation: conversationId, entry: entryId })]

  if (await conversations.isErased(conversationId)) {
    return { kind: 'refused', form: afresh(visit, place, message) }
  }
  const known = await conversations.entry(conversationId, entryId)
  if (known !== undefined) {
    const entry = await withItsPicture(visit, conversationId, { ...known, id: entryId }, picture)
    return { kind: 'recorded', pushes, keep: keptOf(entry) }
  }
  if (!(await mayWrite(visit))) {
    return { kind: 'refused', form: tooMany(visit, place, message) }
  }
  const time = visit.context.now().toISOString()
  const opening = await conversations.open(conversationId, openingFor(entryId), time)
  const address = await addressState(visit, conversationId, opening)
  const entry: Entry = {
    from: 'visitor',
    text: typed.message,
    files: picture === undefined ? [] : [picture],
    time,
    ...defined({ address }),
  }
  const added = await conversations.add(conversationId, entryId, entry, opening.interactorId)
  if (await conversations.isErased(conversationId)) {
    // Its visitor erased it at this moment: nothing of it comes back.
    await conversations.remove(conversationId, entryId)
    await conversations.erase(conversationId, time)
    return { kind: 'refused', form: afresh(visit, place, message) }
  }
  return { kind: 'recorded', pushes, keep: keptOf(added) }
}

/** What a message shows stays as long as the message. */
function keptOf({ files }: Entry): Keep[] {
  return files.map(({ reference }) => ({ reference }))
}

/**
 * The message that was written when a host died before it had kept the picture, and so late tried again
 * that the picture is gone: the one that came now takes its place.
 */
async function withItsPicture(
  { conversations, context }: Visit,
  conversationId: string,
  { id, ...known }: Entry & { readonly id: string },
  picture: KeptFile | undefined,
): Promise<Entry> {
  const [first] = known.files
  if (first === undefined || picture === undefined || (await isThere(context, first))) return known
  const opening = await conversations.opening(conversationId)
  const mended = { ...known, files: [picture] }
  await conversations.replace(conversationId, id, mended, opening?.interactorId)
  return mended
}

/** Nobody keeps what waited for too long. */
async function isThere({ files }: Visit['context'], { reference }: KeptFile): Promise<boolean> {
  const found = await ifFound(files.open(reference))
  found?.stream.on('error', () => undefined).destroy()
  return found !== undefined
}

/** What belongs to an erased conversation can begin a new one, with a new token. */
function afresh(visit: Visit, place: string, message: Message): FormState {
  return shownAgain(visit, place, message, freshToken(visit, place), { form: visit.words.expired })
}

function tooMany(visit: Visit, place: string, message: Message): FormState {
  const token = fieldOf(visit.request, 'token')
  const form = shownAgain(visit, place, message, token, { form: visit.words.tooMany })
  return { ...form, status: 429, headers: { 'retry-after': '3600' } }
}
