import { type Frame, needsChromium, type Page } from '@hubward/browser'
import t, { type Test } from 'tap'
import { startMailServer, type TakenMail } from '../../host/test/fixtures/mail-server.ts'
import { eventually } from '../../host/test/stage/stage.ts'
import { openStory } from './fixtures/story.ts'

t.setTimeout(400_000)

const VISITOR = 'ada@visitor.example'

/** Opens the bubble of the website that a page shows. */
async function openBubble(page: Page): Promise<Frame> {
  await page.getByRole('button', { name: /^Contact us/ }).click()
  const frame = await (await page.waitForSelector('dialog iframe')).contentFrame()
  if (frame === null) throw new Error('the bubble has no frame')
  await frame.waitForLoadState()
  return frame
}

function linkIn({ text }: TakenMail, pattern: RegExp): string {
  return new RegExp(`http://\\S+${pattern.source}\\S*`).exec(text)?.[0] ?? ''
}

/** What keyboards, screen readers and phones need of a page. */
async function isForEverybody(t: Test, page: Page): Promise<void> {
  const name = new URL(page.url()).pathname.split('/')[2]
  t.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `${name} has one heading`)
  t.equal(await page.getByRole('main').count(), 1)
  await page.setViewportSize({ width: 320, height: 640 })
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  t.ok(width <= 320, `${name} fits a phone`)
  for (const [language, other] of [
    ['de', 'Deutsch'],
    ['fr', 'Français'],
    ['en', 'English'],
  ] as const) {
    await page.getByRole('link', { name: other }).click()
    await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' })
  }
}

t.test(
  'a visitor closes the bubble, is notified by mail, confirms, reads, answers, loses the link, erases',
  needsChromium(),
  async (t) => {
    const server = await startMailServer()
    t.teardown(() => server.close())
    const visitorMail = { from: 'answers@agency.example', smtpUrl: server.url }
    const story = await openStory({ visitorMail })
    t.teardown(() => story.close())
    const { simulator, inboxUrl, websiteUrl = '', formUrl = '', open } = story
    const mail = async (count: number) => {
      const mails = await eventually(
        () => server.to(VISITOR),
        (all) => all.length >= count,
      )
      t.equal(mails.length, count)
      return mails[count - 1] as TakenMail
    }

    // The visitor writes in the bubble, and is gone.
    const visitor = await open()
    await visitor.goto(websiteUrl)
    const bubble = await openBubble(visitor)
    await bubble.getByLabel('Your name').fill('Ada Lovelace')
    await bubble.getByLabel('Your e-mail address').fill(VISITOR)
    await bubble.getByLabel('Subject').fill('Cups for Norway')
    await bubble.getByLabel('Your message').fill('Do you ship cups to Norway?')
    await bubble.getByRole('button', { name: 'Send message' }).click()
    await bubble.locator('.entry').filter({ hasText: 'Norway' }).waitFor()
    await visitor.context().close()

    // An agent answers.
    const agent = await open()
    await agent.goto(inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'Norway' }).click()
    t.match(await agent.textContent('#ticket'), 'address not confirmed')
    const reply = async (text: string) => {
      await agent.getByRole('textbox', { name: 'Reply' }).fill(text)
      await agent.getByRole('button', { name: 'Send' }).click()
      await agent.locator('.followup').filter({ hasText: text }).getByText('Published').waitFor()
    }
    t.equal(server.mails.length, 0, 'nothing is sent before an agent has answered')
    await reply('We do, within a week.')

    // Whoever reads the mail confirms, without JavaScript and without a mouse.
    const notice = await mail(1)
    const said = JSON.stringify(notice)
    t.notMatch(said, /Ada Lovelace|Norway|within a week|\/c\//, 'the notice says nothing of it')
    const reader = await open({ javaScriptEnabled: false })
    await reader.goto(linkIn(notice, /\/mail\/confirm\//))
    await isForEverybody(t, reader)
    await reader.setViewportSize({ width: 1280, height: 800 })
    await reader.getByRole('button', { name: 'Yes, it is mine' }).focus()
    await reader.keyboard.press('Enter')
    await reader.locator('.entry.agent').filter({ hasText: 'within a week' }).waitFor()
    t.pass('and reads the answer at once')
    const answer = await mail(2)
    t.match(answer.text, 'We do, within a week.')
    t.equal(linkIn(answer, /\/c\//), reader.url(), 'it comes by mail, too, with the link')

    // The visitor answers: one thread.
    await reader.getByRole('textbox', { name: 'Write another message' }).fill('And to Iceland?')
    await reader.getByRole('button', { name: 'Send message' }).click()
    await reader.locator('.entry').filter({ hasText: 'Iceland' }).waitFor()
    await agent.locator('#thread li').filter({ hasText: 'Iceland' }).waitFor()
    await agent.locator('#list').getByRole('link', { name: 'Iceland' }).click()
    await agent.locator('#ticket').filter({ hasText: 'Iceland' }).waitFor()
    t.notMatch(await agent.textContent('#ticket'), 'not confirmed')
    const written = Object.values(simulator.state.data.tickets).filter(({ interaction }) =>
      /Norway|Iceland/.test(interaction.message ?? ''),
    )
    t.equal(new Set(written.map(({ interactorId }) => interactorId)).size, 2)
    await reply('There as well.')
    t.match((await mail(3)).text, 'There as well.', 'later answers come by mail at once')
    const conversation = reader.url()

    // The link is lost, and sent.
    await reader.goto(formUrl)
    await reader.getByRole('link', { name: 'Have you lost the link' }).click()
    await reader.getByLabel('Your e-mail address').fill(VISITOR)
    await reader.getByRole('button', { name: 'Send the link' }).click()
    await reader.getByRole('status').filter({ hasText: 'a mail is on its way' }).waitFor()
    t.equal(`${linkIn(await mail(4), /\/c\//)}`, conversation.replace(/#.*/, ''))

    // The visitor erases all of it.
    await reader.goto(conversation)
    await reader.getByRole('link', { name: 'Erase this conversation' }).click()
    await reader.getByRole('button', { name: 'Erase for good' }).click()
    await reader.getByRole('heading', { name: 'Your conversation is erased' }).waitFor()
    t.equal((await reader.goto(conversation))?.status(), 404)
    await simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).every(
          ({ interaction }) => !/Norway|Iceland/.test(interaction.message ?? ''),
        ),
      { timeoutMs: 60_000, what: 'SocialHub to hear that the messages are gone' },
    )

    // And wants no mail any more.
    await reader.goto(linkIn(answer, /\/mail\/stop\//))
    await isForEverybody(t, reader)
    await reader.getByRole('button', { name: 'No more mails' }).click()
    await reader.getByRole('heading', { name: 'No more mails will come' }).waitFor()
    await reader.getByRole('button', { name: 'Allow mails again' }).click()
    await reader.getByRole('heading', { name: 'Mails may come again' }).waitFor()
    await Promise.all([reader, agent].map((page) => page.context().close()))
  },
)
