/** A GitHub table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const BLOCK = /<!-- from code: (\S+) -->\n(?:[\s\S]*?\n)??<!-- end -->/g

/** The names of the blocks that a page wants, in its order. */
export function blocksOf(page: string): string[] {
  return [...page.matchAll(BLOCK)].map(([, name = '']) => name)
}

/** The page with each block as the code says it now. */
export function withBlocks(page: string, blocks: ReadonlyMap<string, string>): string {
  return page.replaceAll(BLOCK, (_, name: string) =>
    [`<!-- from code: ${name} -->`, blocks.get(name) ?? '', '<!-- end -->'].join('\n'),
  )
}

/** What stands in backticks in the first column of the tables below a heading, to the next heading. */
export function firstColumn(page: string, heading: string): string[] {
  const [, after = ''] = page.split(`\n${heading}\n`)
  const [section = ''] = after.split(/\n#+ /)
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, code = '']) => code)
}
