/** Assertions, as tap itself counts them. */
export interface Counts {
  pass: number
  fail: number
}

/** tap closes its output with a line such as `# { total: 36, pass: 34, fail: 1, skip: 1 }`. */
export function readCounts(output: string): Counts {
  const summary = output.split('\n').findLast((line) => /^# \{ total: \d/.test(line)) ?? ''
  return { pass: numberAfter('pass', summary), fail: numberAfter('fail', summary) }
}

/** The skipped tests as "<test file>: <name> (<reason>)". */
export function readSkipped(output: string): string[] {
  const skipped = new Set<string>()
  let file = ''
  for (const line of output.split('\n')) {
    file = /^# Subtest: (.+)/.exec(line)?.[1] ?? file
    const skip = /^\s*ok \d+ - (.+?) # SKIP ?(.*)/i.exec(line)
    if (skip) skipped.add(`${file}: ${skip[1]}${skip[2] ? ` (${skip[2]})` : ''}`)
  }
  return [...skipped]
}

function numberAfter(name: string, line: string): number {
  return Number(new RegExp(`\\b${name}: (\\d+)`).exec(line)?.[1] ?? 0)
}
