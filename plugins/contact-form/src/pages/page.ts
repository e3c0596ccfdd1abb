import { createHash } from 'node:crypto'
import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
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
  /** Private pages, and those that only make sense after another, stay out of search engines. */
  readonly listed?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

const hashSource = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`

const STYLE_SOURCE = hashSource(STYLE)

/**
 * A whole page as an answer. Nothing in it comes from elsewhere and only the scripts named here run:
 * should a hostile text ever escape escaping, it still stays text.
 */
export function page(content: Page): Response {
  const embedded = content.frameAncestors !== undefined
  const scripts = [...(content.scripts ?? []), ...(embedded ? [FRAME_SCRIPT] : [])]
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
<html lang="${content.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${content.title}</title>
<link rel="icon" href="${declaration.branding.icon}">
<style>!${STYLE}</style>
</head>
<body class="${embedded ? 'embedded' : ''}">
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
