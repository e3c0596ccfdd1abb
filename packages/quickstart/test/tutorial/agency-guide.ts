/** A heading's text, up to the next heading of its level or above; those below are left out. */
export function sectionOf(page: string, heading: string): string {
  const [, after] = page.split(`\n${heading}\n`)
  if (after === undefined) throw new Error(`the page has no heading "${heading}"`)
  return after.split(/\n##/)[0] ?? ''
}

/** What is typed, in its order. */
export function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  )
}

/** Every configuration that a page shows; the first is a whole file, the others are parts of one. */
export function configurationsOf(page: string): readonly string[] {
  return [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)
}
