import type { ChannelContext, Instruction } from '@hubward/plugin'
import { html } from 'ghtml'
import { type ChannelSettings, frameAncestors } from './channel-settings.ts'

/** Runs inside the frame: tells the page around it how high the content is. */
export const FRAME_SCRIPT = `(() => {
  if (parent === window) return
  const tell = () => parent.postMessage(
    { type: 'hubward-form', height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, '*')
  new ResizeObserver(tell).observe(document.documentElement)
})()`

/**
 * Runs on the Customer's website: gives each frame its height. It listens to no other origin than
 * the one it came from, and believes nothing but a number. Without it the frame scrolls.
 */
export const EMBED_SCRIPT = `(() => {
  const origin = new URL(document.currentScript.src).origin
  addEventListener('message', ({ origin: from, source, data }) => {
    if (from !== origin || data?.type !== 'hubward-form' || !(data.height > 0)) return
    for (const frame of document.querySelectorAll('iframe[data-hubward-form]')) {
      if (frame.contentWindow === source) frame.style.height = Math.min(data.height, 10000) + 'px'
    }
  })
})()`

/** The link and the snippets that a Customer takes along. */
export async function instructions(
  context: ChannelContext<unknown, ChannelSettings>,
): Promise<Instruction[]> {
  const { channelSettings: settings } = context
  const { networkId } = context.channel
  const publicUrl = (path: string) => context.publicUrl(path)
  const snippet = html`<iframe src="${publicUrl(`/e/${networkId}`)}" title="${settings.title}" width="100%" height="760" style="border:0" data-hubward-form></iframe>
<script async src="${publicUrl('/embed.js')}"></script>`
  const bubble = html`<a href="${publicUrl(`/f/${networkId}`)}" data-hubward-bubble>${settings.title}</a><script async src="${publicUrl('/bubble.js')}"></script>`
  return [
    {
      kind: 'link',
      label: {
        en: 'The form’s own page',
        de: 'Die Seite des Formulars',
        fr: 'La page du formulaire',
      },
      help: {
        en: 'Link to it from anywhere, or try it out now.',
        de: 'Verlinken Sie sie von überall, oder probieren Sie sie gleich aus.',
        fr: 'Créez un lien vers elle depuis n’importe où, ou essayez-la dès maintenant.',
      },
      value: publicUrl(`/f/${networkId}`),
    },
    {
      kind: 'code',
      label: {
        en: 'Embed it in your website',
        de: 'In Ihre Website einbetten',
        fr: 'L’intégrer à votre site',
      },
      help:
        frameAncestors(settings.websites) === "'none'"
          ? {
              en: 'Enter your website in the settings first: no website may embed the form yet. The second line lets the frame grow with its content.',
              de: 'Tragen Sie zuerst Ihre Website in den Einstellungen ein: Noch darf keine das Formular einbetten. Die zweite Zeile lässt den Rahmen mit seinem Inhalt wachsen.',
              fr: 'Indiquez d’abord votre site dans les paramètres : aucun ne peut encore intégrer le formulaire. La deuxième ligne adapte la hauteur du cadre à son contenu.',
            }
          : {
              en: 'Paste both lines where the form shall stand. The second one lets the frame grow with its content.',
              de: 'Fügen Sie beide Zeilen dort ein, wo das Formular stehen soll. Die zweite lässt den Rahmen mit seinem Inhalt wachsen.',
              fr: 'Collez les deux lignes à l’endroit voulu. La deuxième adapte la hauteur du cadre à son contenu.',
            },
      value: snippet,
    },
    {
      kind: 'code',
      label: {
        en: 'Or show it as a chat bubble on every page',
        de: 'Oder als Chat-Blase auf jeder Seite zeigen',
        fr: 'Ou l’afficher comme bulle de discussion sur chaque page',
      },
      help: {
        en: 'Paste this line before </body>. Where the script can’t run, the link stays. A website with a Content-Security-Policy permits this host in script-src and frame-src.',
        de: 'Fügen Sie diese Zeile vor </body> ein. Wo das Skript nicht läuft, bleibt der Link. Eine Website mit einer Content-Security-Policy erlaubt diesen Host in script-src und frame-src.',
        fr: 'Collez cette ligne avant </body>. Là où le script ne fonctionne pas, le lien reste. Un site doté d’une Content-Security-Policy autorise cet hôte dans script-src et frame-src.',
      },
      value: bubble,
    },
  ]
}
