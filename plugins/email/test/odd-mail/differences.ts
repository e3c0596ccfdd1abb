import type { WrittenMessage } from '@hubward/plugin'
import type { Expected } from './odd-mail.ts'

/** What a message lacks of what was expected, or has too much; empty when nothing is wrong. */
export function differences(
  { interaction, marks = {} }: WrittenMessage,
  expected: Expected,
  idOf: (messageId: string) => string,
): string[] {
  const { says = [], hides = [], cuts = [], files = [] } = expected
  const text = interaction.message ?? ''
  const all = [text, marks.subject, marks.quoted?.text].join('\n')
  const everything = JSON.stringify({ interaction, marks })
  // SocialHub's pictures have no names.
  const pictures = (interaction.pictures ?? []).map(() => '(a picture).gif')
  const attachments = (interaction.attachments ?? []).map(({ name }) => name ?? '')
  const names = [...attachments, ...pictures]
  const { interactor } = interaction
  const found: string[] = []
  const note = (isWrong: boolean, what: string) => {
    if (isWrong) found.push(what)
  }
  for (const word of says) note(!all.includes(word), `does not say "${word}"`)
  for (const word of hides) note(everything.includes(word), `shows "${word}"`)
  for (const word of cuts) note(text.includes(word), `did not cut "${word}"`)
  for (const name of new Set(files)) {
    const isIt = (one: string) => one.includes(name) || (isPicture(name) && isPicture(one))
    const count = names.filter(isIt).length
    const wanted = files.filter((one) => one === name).length
    note(count < wanted, `has ${count} of ${wanted} files "${name}", of ${JSON.stringify(names)}`)
  }
  const { subject, name, address, automatic, thread, createdTime } = expected
  note(subject !== undefined && marks.subject !== subject, `has the subject "${marks.subject}"`)
  note(name !== undefined && !interactor?.name.includes(name), `is by "${interactor?.name}"`)
  note(
    address !== undefined && !`${interactor?.interactorId}`.includes(address),
    `is by <${interactor?.interactorId}>`,
  )
  note(
    automatic !== undefined && (marks.automatic ?? false) !== automatic,
    automatic ? 'is not called automatic' : 'is called automatic',
  )
  const rootId = interaction.root?.rootId ?? ''
  const wantedRoot = thread && idOf(thread.replaceAll(/[<>]/g, ''))
  note(thread !== undefined && rootId !== wantedRoot, `is in the thread "${rootId}"`)
  note(
    createdTime !== undefined && interaction.createdTime !== createdTime,
    `is of ${interaction.createdTime}`,
  )
  return found
}

function isPicture(name: string): boolean {
  return name.endsWith('.gif')
}
