export interface Link {
  readonly text: string
  readonly target: string
}

/** A block of code, a link or an image (whose text may hold code), or code within a line. */
const CODE_OR_LINK = /```[\s\S]*?```|!?\[((?:`[^`\n]*`|[^\]`])*)\]\(([^)\s]+)\)|`[^`\n]*`/g

/** Links and images, but for those inside code. */
export function linksOf(page: string): Link[] {
  const links: Link[] = []
  replaceLinks(page, (link) => {
    links.push(link)
    return ''
  })
  return links
}

/** The page with something else in place of each link. Code stays as it is. */
export function replaceLinks(page: string, replace: (link: Link) => string): string {
  return page.replace(CODE_OR_LINK, (whole, text?: string, target?: string) =>
    text === undefined || target === undefined ? whole : replace({ text, target }),
  )
}

/** The anchors that GitHub makes of a page's headings. */
export function anchorsOf(page: string): string[] {
  const shown = page.replace(/```[\s\S]*?```/g, '')
  return [...shown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
