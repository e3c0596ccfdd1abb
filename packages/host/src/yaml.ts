import { LineCounter, parse, YAMLParseError } from 'yaml'

/**
 * Reads a file that may hold keys and passwords.
 *
 * @throws Error that says where it is no YAML, and quotes nothing of it.
 */
export function parseYaml(text: string): unknown {
  const lineCounter = new LineCounter()
  try {
    // The pretty errors show the line, and with it a key or a password.
    return parse(text, { prettyErrors: false, logLevel: 'error', lineCounter })
  } catch (error) {
    throw new Error(whyNot(error, lineCounter))
  }
}

function whyNot(error: unknown, lines: LineCounter): string {
  if (error instanceof YAMLParseError) {
    const { line, col } = lines.linePos(error.pos[0])
    // Behind a colon stands what was found there.
    return `line ${line}, column ${col}: ${error.message.replace(/:.*/s, '')}`
  }
  return error instanceof ReferenceError
    ? 'a text that begins with * has to stand in quotes'
    : 'it can’t be parsed'
}
