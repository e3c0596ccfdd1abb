import type { LocalMessage } from './server.ts'

/** What people on the Network see, with a form to write something. */
export function pageOf(messages: readonly LocalMessage[]): string {
  const list = messages.map(
    ({ id, threadId, author, text }) =>
      `<li>${threadId === id ? '' : '↳ '}<b>${escaped(author.name)}</b>: ${escaped(text)}</li>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>My Network</title>
<meta name="viewport" content="width=device-width">
<style>body { max-width: 40rem; margin: 2rem auto; font-family: system-ui }</style>
<h1>My Network</h1>
<ul>${list.join('\n')}</ul>
<form method="post">
  <p><label>Your name <input name="name" value="Anna" required></label></p>
  <p><label>Message <input name="text" required></label></p>
  <button>Write</button>
</form>
</html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
