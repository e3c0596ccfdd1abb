import type { Review } from './server.ts'

/** What people on the Network see, with a form to write something. */
export function pageOf({ name }: { readonly name: string }, reviews: readonly Review[]): string {
  const list = reviews.map(
    ({ author, stars, text, answer }) =>
      `<li>${'★'.repeat(stars)} <b>${escaped(author.name)}</b>: ${escaped(text)}
  ${answer ? `<br>↳ <b>${escaped(name)}</b>: ${escaped(answer.text)}` : ''}</li>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>My Network</title>
<meta name="viewport" content="width=device-width">
<style>body { max-width: 40rem; margin: 2rem auto; font-family: system-ui }</style>
<h1>My Network: reviews of ${escaped(name)}</h1>
<ul>${list.join('\n')}</ul>
<form method="post">
  <p><label>Your name <input name="name" value="Anna" required></label></p>
  <p><label>Stars <input name="stars" type="number" min="1" max="5" value="4" required></label></p>
  <p><label>Review <input name="text" required></label></p>
  <button>Write</button>
</form>
</html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
