export interface Link {
  readonly text: string
  readonly target: string
}

/** Links and images, but for those inside code. */
export function linksOf(page: string): Link[] {
  return [...withoutCode(page).matchAll(/!?\[([^\]]*)\]\(([^)\s]+)\)/g)].map(
    ([, text = '', target = '']) => ({ text, target }),
  )
}

/** The anchors that GitHub makes of a page's headings. */
export function anchorsOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function withoutCode(page: string): string {
  return page
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''))
}

/** A block of code, a link (whose text may hold code), or code within a line. */
const CODE_OR_LINK = /```[\s\S]*?```|!?\[((?:`[^`\n]*`|[^\]`])*)\]\(([^)\s]+)\)|`[^`\n]*`/g

/** The page with something else in place of each link. Code stays as it is. */
export function replaceLinks(page: string, replace: (link: Link) => string): string {
  return page.replace(CODE_OR_LINK, (whole, text?: string, target?: string) =>
    text === undefined || target === undefined ? whole : replace({ text, target }),
  )
}
