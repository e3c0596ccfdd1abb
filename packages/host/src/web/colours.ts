/** A Network's colour, as our pages use it. All are lowercase `#rrggbb`. */
export interface Theme {
  /** The Network's own colour: fills buttons. */
  readonly brand: string
  /** Text on `brand`: white or black, whichever is easier to read: one of them always is. */
  readonly onBrand: string
  /** `brand`, darkened until it can be read as text on white. */
  readonly brandText: string
}

/** WCAG 2.2, 1.4.3: the contrast that ordinary text needs. */
const READABLE = 4.5
const WHITE = '#ffffff'
const BLACK = '#000000'

/** Derives readable colours from a Network's own. */
export function themeOf(brand: string): Theme {
  const onBrand = contrast(brand, WHITE) >= contrast(brand, BLACK) ? WHITE : BLACK
  return { brand, onBrand, brandText: readableOnWhite(brand) }
}

/** The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it. */
export function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05)
}

function readableOnWhite(colour: string): string {
  let channels = channelsOf(colour)
  while (contrast(write(channels), WHITE) < READABLE) channels = channels.map((c) => c * 0.95)
  return write(channels)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const c = channel / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16))
}

function write(channels: readonly number[]): string {
  return `#${channels.map((c) => Math.floor(c).toString(16).padStart(2, '0')).join('')}`
}
