import type { Received, VisitorMail } from '@hubward/plugin'
import { addressState, mailFor } from './mail.ts'
import { gonePage } from './pages/gone-page.ts'
import { lostLinkPage } from './pages/lost-link-page.ts'
import { fieldOf, LIMITS, looksLikeEmail } from './submission.ts'
import { mayWrite, type Visit } from './visit.ts'
import { typedVisitor } from './visitor-id.ts'

/** Of so many conversations the links are sent, the newest first. */
const LINKS = 3
/** So many are looked through: whoever types somebody's address into the form begins newer ones. */
const LOOKED_THROUGH = 50
const HOUR_MS = 3_600_000

/**
 * `/f/<form>/link`: a visitor who lost the link to a conversation has it sent. The page says the same to
 * everybody: only the host knows which addresses are confirmed, and only to those it sends anything.
 */
export async function lostLinkRequest(visit: Visit): Promise<Received> {
  const { request, settings, words } = visit
  if (visit.mailState === undefined) return { response: gonePage(request.language) }
  const show = (state: Parameters<typeof lostLinkPage>[1]): Received => ({
    response: lostLinkPage({ settings, words }, state),
  })
  if (request.method !== 'POST') return show({ kind: 'asking', email: '' })
  const sent = fieldOf(request, 'email')
  const email = sent.slice(0, LIMITS.email).trim()
  if (sent.length > LIMITS.email || !looksLikeEmail(email)) {
    return show({ kind: 'asking', email, error: words.notAnEmail, status: 422 })
  }
  if (!(await mayWrite(visit))) {
    return show({ kind: 'asking', email, error: words.tooMany, status: 429 })
  }
  return { ...show({ kind: 'asked' }), mails: await linksTo(visit, email) }
}

async function linksTo(visit: Visit, email: string): Promise<NonNullable<Received['mails']>> {
  const { conversations, context, key, networkId, settings } = visit
  const hour = Math.floor(context.now().getTime() / HOUR_MS)
  const newest = await conversations.ofVisitor(typedVisitor(key, email))
  const mails: { networkId: string; mail: VisitorMail }[] = []
  for (const conversation of newest.slice(0, LOOKED_THROUGH)) {
    if (mails.length === LINKS) break
    const opening = await conversations.opening(conversation)
    if (opening === undefined) continue
    if ((await addressState(visit, conversation, opening)) !== 'confirmed') continue
    const parts = { key, networkId, settings, conversation, opening, context }
    const mail = mailFor(parts, { key: `link ${conversation} ${hour}` })
    if (mail !== undefined) mails.push({ networkId, mail })
  }
  return mails
}
