import { createHash } from 'node:crypto'
import ts from 'typescript'

/** One small mistake in a file: what stands there, and what takes its place. */
export interface Mutant {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly line: number
  /** The line, from its first sign to its last. */
  readonly text: string
  readonly original: string
  readonly replacement: string
}

const OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '>='],
  [ts.SyntaxKind.LessThanEqualsToken, '>'],
  [ts.SyntaxKind.GreaterThanToken, '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '<'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
])

/** Every mutant of a file: operators turned round, conditions made certain, calls left out, values swapped. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const lines = source.split('\n')
  const mutants: Mutant[] = []
  const add = (node: ts.Node, replacement: string) => {
    const start = node.getStart(parsed)
    const { line } = parsed.getLineAndCharacterOfPosition(start)
    const original = node.getText(parsed)
    const end = node.getEnd()
    const text = lines[line]?.trim() ?? ''
    mutants.push({ file, start, end, line: line + 1, text, original, replacement })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || isForPeople(node)) return
    if (ts.isBinaryExpression(node)) {
      const other = OPERATORS.get(node.operatorToken.kind)
      if (other !== undefined) add(node.operatorToken, other)
    } else if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const condition = ts.isIfStatement(node) ? node.expression : node.condition
      add(condition, 'true')
      add(condition, 'false')
    } else if (ts.isExpressionStatement(node) && isCall(node.expression)) {
      // Without its log a program does the same.
      if (isForPeople(node.expression)) return
      add(node, ';')
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
      add(node, 'false')
    } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
      add(node, 'true')
    } else if (ts.isStringLiteral(node) && isValue(node) && node.text !== '') {
      add(node, "''")
    }
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return mutants
}

/** A sample that is the same for the same seed, whatever stands elsewhere. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: string): Mutant[] {
  const rank = ({ file, original, start, replacement }: Mutant) =>
    createHash('sha256').update([seed, file, start, original, replacement].join(' ')).digest('hex')
  return mutants
    .toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1))
    .slice(0, count)
    .toSorted((one, other) => one.start - other.start)
}

/** What is only said: a log’s words, an error’s message, a sentence. No rule asks for its wording. */
function isForPeople(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Error'
  if (ts.isCallExpression(node)) return /(^|\.)log\.\w+$/.test(node.expression.getText())
  if (!ts.isPropertyAssignment(node)) return false
  return /^(message|sentence|en|de|fr|title|label|help|placeholder|summary)$/.test(
    node.name.getText(),
  )
}

function isCall(node: ts.Expression): boolean {
  const called = ts.isAwaitExpression(node) ? node.expression : node
  return ts.isCallExpression(called)
}

/** A text that the program works with, and no name of a property or a type. */
function isValue(node: ts.StringLiteral): boolean {
  const { parent } = node
  if (ts.isLiteralTypeNode(parent) || ts.isExportDeclaration(parent)) return false
  return !(ts.isPropertyAssignment(parent) && parent.name === node)
}
