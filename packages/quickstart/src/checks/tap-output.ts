export interface TestResult {
  /** Assertions, as tap itself counts them. */
  pass: number
  fail: number
  /** As "<test file>: <name> (<reason>)". */
  skipped: string[]
}

/**
 * Reads what tap writes: one line a test file while they pass, and of a file that failed
 * everything that explains it.
 */
export async function readTap(
  lines: AsyncIterable<string>,
  print: (line: string) => void,
): Promise<TestResult> {
  const result: TestResult = { pass: 0, fail: 0, skipped: [] }
  let file = ''
  let details: string[] = []
  let whole = false
  for await (const line of lines) {
    const skip = /^\s*ok \d+ - (.+?) # SKIP ?(.*)/i.exec(line)
    if (skip) {
      const name = skip[1] === file ? file : `${file}: ${skip[1]}`
      result.skipped.push(skip[2] ? `${name} (${skip[2]})` : name)
    }

    // Everything inside a test file is indented; what stands at the margin is about whole files.
    const finished = /^(not )?ok \d+ - (.+?)(?: # time=([\d.]+)ms)?$/.exec(line)
    if (line.startsWith('# Subtest: ')) {
      file = line.slice('# Subtest: '.length)
      details = []
      whole = false
    } else if (finished) {
      const [, failed, name, time] = finished
      print(`${failed ? '✗' : '✓'} ${name} (${(Number(time ?? 0) / 1000).toFixed(1)} s)`)
      if (failed) for (const detail of details) print(detail)
      // How the file was called and ended follows: of use only where nothing in it says more.
      whole = failed !== undefined && !details.some((detail) => /^\s+not ok /.test(detail))
    } else if (/^# \{ total: /.test(line)) {
      result.pass = numberAfter('pass', line)
      result.fail = numberAfter('fail', line)
    } else if (/^ {2}\S/.test(line)) {
      if (whole) print(line)
    } else if (explains(line)) {
      details.push(line)
    }
  }
  return result
}

function explains(line: string): boolean {
  return /^\s/.test(line) && !/^\s*(ok \d|# Subtest|# time|\d+\.\.\d+$|$)/.test(line)
}

function numberAfter(name: string, line: string): number {
  return Number(new RegExp(`\\b${name}: (\\d+)`).exec(line)?.[1] ?? 0)
}
