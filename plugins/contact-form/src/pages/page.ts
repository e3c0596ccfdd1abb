import { createHash } from 'node:crypto'
import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import { FRAME_SCRIPT as BUBBLE_SCRIPT } from '../bubble/scripts.ts'
import { declaration } from '../declaration.ts'
import { FRAME_SCRIPT } from '../embedding.ts'
import { STYLE } from './style.ts'

type Response = Received['response']

export interface Page {
  readonly status?: number
  readonly language: string
  /** Of the tab; plain text. */
  readonly title: string
  /** Markup. */
  readonly body: string
  readonly scripts?: readonly string[]
  /** Shown in a frame of these sources of a Content-Security-Policy; absent: in no frame. */
  readonly frameAncestors?: string
  /** For the chat bubble: what its script is told, as `data-…` of the page. */
  readonly bubble?: Readonly<Record<string, string>>
  /** Private pages, and those that only make sense after another, stay out of search engines. */
  readonly listed?: boolean
  readonly headers?: Readonly<Record<string, string>> | undefined
}

const hashSource = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`

const STYLE_SOURCE = hashSource(STYLE)

/** By where a page is shown. */
const SCRIPTS = { alone: [], embedded: [FRAME_SCRIPT], bubble: [BUBBLE_SCRIPT] } as const

function lookOf({ bubble, frameAncestors }: Page): keyof typeof SCRIPTS {
  if (bubble !== undefined) return 'bubble'
  return frameAncestors === undefined ? 'alone' : 'embedded'
}

/**
 * A whole page as an answer. Nothing in it comes from elsewhere and only the scripts named here run:
 * should a hostile text ever escape escaping, it still stays text.
 */
export function page(content: Page): Response {
  const look = lookOf(content)
  const scripts = [...(content.scripts ?? []), ...SCRIPTS[look]]
  const data = Object.entries(content.bubble ?? {}).map(
    ([name, value]) => html` data-!${name}="${value}"`,
  )
  const policy = [
    "default-src 'none'",
    `style-src ${STYLE_SOURCE}`,
    ...(scripts.length > 0 ? [`script-src ${scripts.map(hashSource).join(' ')}`] : []),
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${content.frameAncestors ?? "'none'"}`,
  ]
  return {
    status: content.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      ...(content.listed !== true && { 'x-robots-tag': 'noindex' }),
      ...content.headers,
    },
    body: html`<!doctype html>
<html lang="${content.language}"!${look === 'alone' ? '' : html` class="${look}"`}!${data}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${content.title}</title>
<link rel="icon" href="${declaration.branding.icon}">
<style>!${STYLE}</style>
</head>
<body>
<main>
!${content.body}
</main>
!${scripts.map((script) => `<script>${script}</script>`)}
</body>
</html>
`,
  }
}

/** POST-redirect-GET: reloading what follows sends nothing again. */
export function seeOther(url: string): Response {
  return {
    status: 303,
    headers: { location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  }
}
