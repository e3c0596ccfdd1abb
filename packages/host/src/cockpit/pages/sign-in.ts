import { html } from 'ghtml'
import type { Role } from '../../store/operators.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'

/**
 * @param hasProvider whether an OpenID provider is configured.
 * @param to where to go afterwards.
 */
export function signInPage(
  { say, base }: CockpitFrame,
  hasProvider: boolean,
  to: string,
): CockpitContent {
  const title = say('sign-in.title')
  const start = `${base}/sign-in/start?${new URLSearchParams({ to })}`
  return {
    title,
    body: html`<h1>${title}</h1>
      !${
        hasProvider
          ? html`<p class="actions"><a class="button" href="${start}">${say('sign-in.provider')}</a></p>`
          : ''
      }
      <p class="lead">${say('sign-in.link')} <code>hubward operator link</code></p>`,
  }
}

/** A link signs nobody in by being opened: programs that look through mails open them, too. */
export function enterPage(
  { say }: CockpitFrame,
  { name, role }: { readonly name: string; readonly role: Role },
): CockpitContent {
  const title = say('sign-in.title')
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${say('sign-in.as', { name, role: say(`role.${role}`) })}</p>
      <form method="post" action=""><p class="actions"><button type="submit">${say('sign-in.enter')}</button></p></form>`,
  }
}
