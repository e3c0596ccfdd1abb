/** The longest name that a heading shows. */
const LONGEST = 100

/**
 * A name from outside as it may stand in a sentence of ours: without control characters, line breaks
 * and marks that turn the direction of the text around it, and cut where it is very long. Escaping is
 * still the page's.
 */
export function plainName(name: string): string {
  // Four times as much is looked at, so that a flood of invisible characters costs nothing.
  const visible = name
    .slice(0, 4 * LONGEST)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim()
  const characters = [...visible]
  const whole = characters.length <= LONGEST && name.length <= 4 * LONGEST
  return whole ? visible : `${characters.slice(0, LONGEST).join('')}…`
}
