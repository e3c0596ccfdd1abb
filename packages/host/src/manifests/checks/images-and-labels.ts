import { isRecord } from '@hubward/border'
import { type CheckResult, cantTell, fail, pass } from '../check-result.ts'
import { NoAnswer } from '../public-client.ts'
import type { Subject } from './subject.ts'

/** The largest image that is still quick to show beside every Ticket. */
const IMAGE_BYTES = 204_800
const IMAGE_TYPES = ['image/svg+xml', 'image/png', 'image/jpeg', 'image/webp', 'image/gif']
const LANGUAGES = ['en', 'de', 'fr'] as const

/** The pictures of the branding: SocialHub takes https URLs, and every browser fetches them. */
export async function checkImages(subject: Subject): Promise<CheckResult[]> {
  const { branding } = subject.built
  return Promise.all([
    checkImage(subject, 'icon', branding?.icon),
    checkImage(subject, 'fallback', branding?.fallback),
  ])
}

async function checkImage(
  { publicClient }: Subject,
  name: 'icon' | 'fallback',
  url: string | undefined,
): Promise<CheckResult> {
  const where = `the plugin’s declaration.branding.${name}`
  if (url === undefined) return fail(name, 'There is none.', `Add it to ${where}.`)
  if (!url.startsWith('https:')) {
    return fail(name, `${url} is not https.`, 'Set publicUrl to https, or name an https address.')
  }
  try {
    const { status, headers, body } = await publicClient.request(url)
    const type = String(headers['content-type'] ?? '').split(';')[0] ?? ''
    if (status !== 200) {
      return fail(name, `${url} answers ${status}.`, `Put the image there, or correct ${where}.`)
    }
    if (!IMAGE_TYPES.includes(type)) {
      return fail(
        name,
        `${url} is served as ${type || 'no type'}, not as an image.`,
        `Serve it with its content type, such as image/svg+xml, or correct ${where}.`,
      )
    }
    if (body.length === 0 || body.length > IMAGE_BYTES) {
      return fail(
        name,
        `${url} has ${body.length} bytes.`,
        `Make it smaller: at most ${IMAGE_BYTES / 1_024} KiB, which an SVG hardly ever needs.`,
      )
    }
    return pass(name, `${url} is an image of ${body.length} bytes.`)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return fail(name, `${url} can’t be reached: ${error.message}.`, `Correct ${where}.`)
  }
}

/** What community managers read, in the three languages of SocialHub's surface. */
export function checkLabels({ built, atSocialHub }: Subject): CheckResult {
  const name = 'labels'
  const here = labelsOf(built.inbox)
  const socialhub = atSocialHub.kind === 'shown' ? labelsOf(atSocialHub.manifest.inbox) : []
  const lacking = [...here, ...socialhub].filter(({ label }) => missing(label).length > 0)
  const [first] = lacking
  if (first) {
    return fail(
      name,
      `The label of ${first.of} has no text in ${missing(first.label).join(', ')}${socialhub.includes(first) ? ' at SocialHub' : ''}.`,
      socialhub.includes(first)
        ? 'Publish the Manifest again: hubward manifest push.'
        : 'Add it in the plugin’s declaration.',
    )
  }
  const alike = here.find(
    ({ label }) => isRecord(label) && label.en === label.de && label.en === label.fr,
  )
  if (alike) {
    return cantTell(
      name,
      `The label of ${alike.of} is the same in English, German and French.`,
      'Translate it in the plugin’s declaration, unless it is one word in all three.',
    )
  }
  return pass(name, `${here.length} labels, each in English, German and French.`)
}

function labelsOf(inbox: unknown): { readonly of: string; readonly label: unknown }[] {
  if (!isRecord(inbox)) return []
  return [inbox.ticketActions, inbox.rightSidebar].flatMap((list) =>
    Array.isArray(list) ? list.flatMap(labelled) : [],
  )
}

function labelled(entry: unknown): { of: string; label: unknown }[] {
  if (!isRecord(entry)) return []
  const options = Array.isArray(entry.options) ? entry.options.flatMap(labelled) : []
  return [{ of: `"${String(entry.id)}"`, label: entry.label }, ...options]
}

function missing(label: unknown): string[] {
  if (!isRecord(label)) return ['de', 'fr']
  return LANGUAGES.filter((language) => {
    const text = label[language]
    return typeof text !== 'string' || text.trim() === ''
  })
}
