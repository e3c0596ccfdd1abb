/** An image that is drawn in the code, as a `data:` URL. The drawing is 48 by 48: elements of SVG. */
export function svgImage(drawing: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">${drawing}</svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}

/** Head and shoulders in a circle, for Interactors without a picture. Colours as CSS writes them. */
export function personImage(colors: {
  readonly person: string
  readonly background: string
}): string {
  const { person, background } = colors
  return svgImage(
    `<rect width="48" height="48" rx="24" fill="${background}"/>` +
      `<circle cx="24" cy="19" r="7.5" fill="${person}"/>` +
      `<path d="M9.5 40a14.5 12 0 0 1 29 0z" fill="${person}"/>`,
  )
}
