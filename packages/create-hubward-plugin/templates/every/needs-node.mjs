// npm runs this before the other scripts: an older Node finds no test in TypeScript, and calls that a
// success. It is JavaScript, so that every Node can say so.
const NEEDED = [22, 20]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(
    `This plugin is TypeScript, which Node runs from ${NEEDED.join('.')} on; this is Node ${process.versions.node}. Install a newer one, from https://nodejs.org or with "nvm install 24", and run this again.`,
  )
  process.exit(1)
}
