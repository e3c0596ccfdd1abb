// Everything works without this file: it copies codes at a click, and that is all.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  if (!source || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.textContent)
      button.textContent = button.dataset.copied
    } catch {
      getSelection()?.selectAllChildren(source)
    }
  })
}
