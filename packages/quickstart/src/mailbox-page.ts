import { LANGUAGES, type Language } from '@hubward/plugin'
import { html } from 'ghtml'
import type { CaughtMail } from './mail-catcher.ts'

const NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
}

const WORDS: Readonly<
  Record<Language, Readonly<Record<'title' | 'demo' | 'none' | 'again' | 'back' | 'to', string>>>
> = {
  en: {
    title: 'Mailbox of the demo',
    demo: 'This is a demo. All mails to visitors end here, whatever their address: none leaves this computer. They are forgotten when the demo stops.',
    none: 'No mail yet. The first one comes when somebody who left an address has been answered in the Inbox.',
    again: 'Look again',
    back: 'Back to the website',
    to: 'To',
  },
  de: {
    title: 'Postfach der Demo',
    demo: 'Dies ist eine Demo. Alle E-Mails an Besucher enden hier, gleich an welche Adresse: keine verlässt diesen Computer. Sie sind vergessen, wenn die Demo endet.',
    none: 'Noch keine E-Mail. Die erste kommt, wenn jemand eine Adresse angegeben hat und in der Inbox eine Antwort bekam.',
    again: 'Noch einmal nachsehen',
    back: 'Zurück zur Website',
    to: 'An',
  },
  fr: {
    title: 'Boîte aux lettres de la démo',
    demo: 'Ceci est une démo. Tous les e-mails aux visiteurs arrivent ici, quelle que soit leur adresse : aucun ne quitte cet ordinateur. Ils sont oubliés quand la démo s’arrête.',
    none: 'Pas encore d’e-mail. Le premier arrive quand une personne qui a donné son adresse a reçu une réponse dans l’Inbox.',
    again: 'Regarder à nouveau',
    back: 'Retour au site',
    to: 'À',
  },
}

/** Page of the demo's website: what its visitors got by mail, the newest first. */
export function mailboxPage(mails: readonly CaughtMail[], language: Language): string {
  const words = WORDS[language]
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const shown = mails.map(
    ({ to, from, subject, text, caughtAt }, place) => html`
<article class="mail" aria-labelledby="mail-${String(place)}">
<h2 id="mail-${String(place)}">${subject}</h2>
<p>${from} · ${words.to}: ${to} · <time datetime="${caughtAt.toISOString()}">${time.format(caughtAt)}</time></p>
<div class="mail-text">!${withLinks(text)}</div>
</article>`,
  )
  const languages = LANGUAGES.map((one) =>
    one === language
      ? html`<span aria-current="true">${NAMES[one]}</span> `
      : html`<a href="?lang=${one}" lang="${one}" hreflang="${one}">${NAMES[one]}</a> `,
  )
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${words.title}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<header>
<p class="brand"><a href="./">Northwind Ceramics</a></p>
<nav>!${languages}</nav>
</header>
<main>
<h1>${words.title}</h1>
<p class="demo">${words.demo}</p>
<p><a href="?lang=${language}">${words.again}</a> · <a href="./">${words.back}</a></p>
!${shown.length > 0 ? shown : html`<p>${words.none}</p>`}
</main>
</body>
</html>
`
}

/** Everything in a mail is foreign text; of addresses, those of pages become links. */
function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, place) => (place % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`))
    .join('')
}
