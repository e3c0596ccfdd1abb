import { once } from 'node:events'
import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import t, { type Test } from 'tap'
import { startMailCatcher } from '../src/mail-catcher.ts'
import { mailboxPage } from '../src/mailbox-page.ts'

async function catching(t: Test) {
  const catcher = await startMailCatcher()
  const transport = createTransport({ url: catcher.smtpUrl, ignoreTLS: true })
  t.teardown(async () => {
    transport.close()
    await catcher.close()
  })
  return { catcher, transport }
}
const TO = { from: 'Shop <answers@agency.example>', to: 'ada@visitor.example' }

t.test('what a mail says is shown as text, and only addresses of pages are links', async (t) => {
  const { catcher, transport } = await catching(t)
  const text = `<script>alert(1)</script> & "più"\n\nhttps://a.example/x?a=1&b=%22"onclick="x\njavascript:alert(1)`
  await transport.sendMail({ ...TO, subject: '<b>Ärger</b>', text })
  t.match(catcher.mails, [{ to: TO.to, from: 'Shop', subject: '<b>Ärger</b>' }])
  t.equal(catcher.mails[0]?.text.trim(), text)
  const page = mailboxPage(catcher.mails, 'de')
  t.match(page, '&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;più&#34;')
  t.match(page, '&#60;b&#62;Ärger&#60;/b&#62;')
  t.match(page, '<a href="https://a.example/x?a&#61;1&#38;b&#61;%22">')
  t.notMatch(page, /<script|<b>|<a [^>]*(onclick|javascript)/)
  t.match(page, '<html lang="de">')
  t.match(mailboxPage([], 'fr'), 'Pas encore d’e-mail')
})

t.test('the newest come first, and no more are kept than somebody reads', async (t) => {
  const { catcher, transport } = await catching(t)
  for (let count = 1; count <= 103; count += 1) {
    await transport.sendMail({ ...TO, subject: `mail ${count}`, text: 'hello' })
  }
  t.equal(catcher.mails.length, 100)
  t.match(catcher.mails[0], { subject: 'mail 103' })
})

t.test(
  'a mail that is too large is refused, and a sender that goes away ends nothing',
  async (t) => {
    const { catcher, transport } = await catching(t)
    const large = { ...TO, subject: 'large', text: 'x'.repeat(1_100_000) }
    await t.rejects(transport.sendMail(large), { message: /too large/ })
    const { port } = new URL(catcher.smtpUrl)
    const sender = connect({ host: '127.0.0.1', port: Number(port) })
    await once(sender, 'data')
    sender.write('EHLO me\r\nMAIL FROM:<a@a.example>\r\n')
    await once(sender, 'data')
    sender.destroy()
    await transport.sendMail({ ...TO, subject: 'after it', text: 'hello' })
    t.match(catcher.mails, [{ subject: 'after it' }])
    t.equal(catcher.mails.length, 1)
  },
)
