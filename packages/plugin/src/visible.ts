/**
 * What people see of a text. Networks, phones and clipboards put signs into texts that show nothing:
 * they must not count as a text, nor stand in names and addresses.
 */

/** Texts beyond this are not looked at: a name, an address or a handle is far shorter. */
const READ_CHARACTERS = 10_000
const NAME_LIMIT = 200

/** White space, what Unicode lets be ignored, control signs, and the empty sign of Braille. */
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Z}\u2800]/u

/** Signs that turn the direction of a text, join words or take no width; not those within emoji. */
const UNSEEN =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]/g
/** The same, and what joins letters: no address and no handle has any of it. */
const UNTYPED = /[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** Whether there is anything to see in a text. */
export function isVisible(text: string): boolean {
  return SEEN.test(text)
}

/**
 * A name as people chose it, on one line and without signs that nobody sees: they turn the text behind
 * it around, or make one name look like another.
 *
 * @param given what a Network says; anything.
 * @param otherwise where there is nothing to see: the handle, say.
 */
export function readName(given: unknown, otherwise: string, limitCharacters = NAME_LIMIT): string {
  const name = typeof given === 'string' ? given.slice(0, READ_CHARACTERS) : ''
  const shown = name
    .replace(UNSEEN, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return cutText(isVisible(shown) ? shown : otherwise, limitCharacters)
}

/**
 * A handle, an address or a name of a server as it was meant, whatever came along when it was pasted:
 * marks of direction, signs without width, wide letters such as `＠`, blanks around it.
 *
 * @param limitCharacters what is longer is cut before anything is done with it.
 */
export function readPasted(typed: string, limitCharacters = 300): string {
  return typed
    .slice(0, limitCharacters)
    .replace(UNTYPED, '')
    .normalize('NFKC')
    .replaceAll('\u3002', '.')
    .trim()
}

/**
 * A text of at most so many characters, ending with `end` where it was cut. No character outside the
 * first plane is cut in two.
 */
export function cutText(text: string, limitCharacters: number, end = '…'): string {
  if (text.length <= limitCharacters) return text
  return text.slice(0, limitCharacters - end.length).replace(/[\ud800-\udbff]$/, '') + end
}
