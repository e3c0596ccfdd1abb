/** As many columns as most formatters fill. */
const WIDTH = 100

/**
 * JSON as formatters leave it, Biome's and Prettier's: each property on a line of its own, a list of
 * texts or numbers on one line where it fits. So a recording passes the lint of the plugin's repository.
 */
export function asFormattedJson(value: unknown): string {
  return formatted(value, '', 0, 0)
}

/**
 * @param column where the value begins on its line.
 * @param after what has to fit behind it: a comma, or nothing.
 */
function formatted(value: unknown, indent: string, column: number, after: number): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item, place) =>
      formatted(item, inner, inner.length, place < value.length - 1 ? 1 : 0),
    )
    if (items.every((item) => !item.includes('\n'))) {
      const line = `[${items.join(', ')}]`
      if (column + line.length + after <= WIDTH) return line
      if (value.every((item) => typeof item === 'number')) return filled(items, indent)
    }
    return `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const properties = Object.entries(value).filter(([, item]) => item !== undefined)
  if (properties.length === 0) return '{}'
  const lines = properties.map(([name, item], place) => {
    const before = `${inner}${JSON.stringify(name)}: `
    const comma = place < properties.length - 1 ? 1 : 0
    return before + formatted(item, inner, before.length, comma)
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}

/** Numbers, as many on each line as fit. */
function filled(items: readonly string[], indent: string): string {
  const lines: string[] = []
  let line = `${indent}  `
  for (const [place, item] of items.entries()) {
    const written = place === items.length - 1 ? item : `${item},`
    const isFirst = line.trim() === ''
    if (!isFirst && line.length + 1 + written.length > WIDTH) {
      lines.push(line)
      line = `${indent}  ${written}`
    } else line += isFirst ? written : ` ${written}`
  }
  return `[\n${[...lines, line].join('\n')}\n${indent}]`
}
