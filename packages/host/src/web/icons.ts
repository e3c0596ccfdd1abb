function mark(kind: string, path: string): string {
  return `<div class="mark ${kind}" aria-hidden="true"><svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${path}</svg></div>`
}

/** What a page is about, at a glance; the heading below says it in words. */
export const ICONS = {
  good: mark('good', '<path d="m5 12.500 4.500 4.500L19 7.500"/>'),
  bad: mark('bad', '<path d="M12 6.500v6.500M12 17v.1"/>'),
  neutral: mark('', '<path d="M6 12h12"/>'),
} as const
