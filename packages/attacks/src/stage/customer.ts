import { decoded, isConnected, type Seen, Visitor } from '../../../host/test/fixtures/visitor.ts'
import { attributes } from './html.ts'

/** More steps than any onboarding here has. */
const MOST_STEPS = 6

/**
 * A Customer who opens a link and fills in what each page asks for, until nothing is asked any more.
 *
 * @param answers by the fields' names; fields that aren't named keep what the page shows.
 * @returns the last page's text.
 */
export async function connectByLink(
  link: string,
  answers: Readonly<Record<string, string>>,
  visitor = new Visitor(),
): Promise<string> {
  return (await fillIn(await visitor.open(link), answers, visitor)).text
}

export async function fillIn(
  first: Seen,
  answers: Readonly<Record<string, string>>,
  visitor: Visitor,
): Promise<Seen> {
  let page = first
  for (let step = 0; step < MOST_STEPS && !isConnected(page); step++) {
    // Where the next step is at the Network, the form on the page is the one that cancels.
    if (!page.text.includes('<form') || authorizeLink(page) !== undefined) return page
    page = await visitor.submit(page, { ...shown(page.text), ...chosen(page.text, answers) })
  }
  return page
}

/** The address of the Network's own page, where the Customer is to grant access. */
export function authorizeLink({ text }: Seen): string | undefined {
  const [, link] = /href="(http:[^"]*\/oauth\/authorize[^"]*)"/.exec(text) ?? []
  return link === undefined ? undefined : decoded(link)
}

/** What a browser would send of the fields that nobody touches. */
function shown(text: string): Record<string, string> {
  const form = /<form.*?<\/form>/s.exec(text)?.[0] ?? ''
  const values: Record<string, string> = {}
  for (const [, element = ''] of form.matchAll(/<input([^>]*)>/g)) {
    const { name, type, value } = attributes(element)
    if (name === undefined || type === 'hidden' || type === 'file') continue
    const isMark = type === 'checkbox' || type === 'radio'
    if (!isMark || /\bchecked\b/.test(element)) values[name] = value ?? (isMark ? 'on' : '')
  }
  for (const [, element = '', options = ''] of form.matchAll(/<select([^>]*)>(.*?)<\/select>/gs)) {
    const { name } = attributes(element)
    const option = /<option[^>]*\bselected\b[^>]*>/.exec(options) ?? /<option[^>]*>/.exec(options)
    if (name !== undefined) values[name] = attributes(option?.[0] ?? '').value ?? ''
  }
  return values
}

/** Of the answers those that this page asks for. */
function chosen(text: string, answers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answers).filter(([name]) => text.includes(`name="${name}"`)),
  )
}
