import { html } from 'ghtml'
import type { Draft, SessionState } from '../../store/session-state.ts'
import type { Field } from '../../web/form/fields.ts'
import type { Problems } from '../../web/form/problems.ts'
import { idOf, renderFields, renderProblems } from '../../web/form/render.ts'
import { initialValues } from '../../web/form/submitted.ts'
import type { Content } from '../../web/frame.ts'
import { plainName } from '../../web/plain-name.ts'
import { chosenDrafts } from '../channel-draft.ts'
import {
  ACCOUNT_FIELD,
  BACKFILL_FIELD,
  fieldsOfNames,
  nameField,
  settingsFields,
  TERMS_FIELD,
  takenNames,
  uniqueNameField,
} from '../channel-form.ts'
import { ERRANDS } from '../errand.ts'
import { cancelButton, type OnboardingFrame, renderForm, submitButton } from './frame.ts'

/** Which of the accounts that were found, and how they are called. */
export function accountsPage(
  frame: OnboardingFrame,
  state: SessionState,
  step: string,
  submitted?: Problems,
): Content {
  const { words, integration } = frame
  const { severalAccounts, accountsText } = ERRANDS[state.errand.kind]
  const problems = submitted ?? takenNames(state, words)
  const drafts = state.drafts.filter(({ outcome }) => outcome?.kind !== 'created')
  const title = words('accounts.title')
  const summary = summarizeChoices(frame, drafts.flatMap(fieldsOfNames), problems)
  return {
    title,
    wrong: summary !== '',
    body: html`<h1>${title}</h1>
      <p class="lead">${words(accountsText)}</p>
      !${renderResumed(frame, state)}
      !${summary}
      !${renderForm(
        frame,
        step,
        html`<fieldset class="field">
          <legend>${words('accounts.legend', { network: integration?.plugin.name ?? '' })}</legend>
          !${drafts.map((draft, index) =>
            renderAccount(frame, draft, problems, {
              first: index === 0,
              one: !severalAccounts,
            }),
          )}
        </fieldset>
        !${submitButton(words('action.continue'))}`,
      )}
      !${cancelButton(frame)}`,
  }
}

/** The Channel settings, and for a single account its names. */
export function detailsPage(
  frame: OnboardingFrame,
  state: SessionState,
  step: string,
  submitted?: Problems,
): Content {
  const { words, language, integration } = frame
  const problems = submitted ?? takenNames(state, words)
  const stay = state.settings === null
  const settable = integration && !stay ? settingsFields(integration.plugin) : []
  const [only, ...others] = state.drafts
  const single = only && others.length === 0 ? only : undefined
  const title = words(chosenDrafts(state).length === 1 ? 'details.title' : 'details.title-many')
  const chosen = state.settings ?? {}
  const values = submitted ? chosen : initialValues(settable, chosen)
  const settings = renderFields({ fields: settable, values, problems, language, words })
  const rest = stay
    ? html`<p class="help">${words('details.settings-stay')}</p>`
    : [
        settings,
        renderBackfill(frame, state),
        renderFiles(frame),
        renderTerms(frame, state, problems),
      ].join('')
  const named = single ? fieldsOfNames(single) : []
  const summary = summarizeChoices(frame, [...named, ...settable], problems)
  return {
    title,
    wrong: summary !== '',
    body: html`<h1>${title}</h1>
      !${integration ? html`<p class="lead">${integration.plugin.declaration.summary[language]}</p>` : ''}
      !${renderResumed(frame, state)}
      !${summary}
      !${renderForm(
        frame,
        step,
        html`!${single ? renderSingle(frame, single, problems) : ''}
        !${rest}
        !${submitButton(words('action.connect'))}`,
      )}
      !${cancelButton(frame)}`,
  }
}

function renderAccount(
  frame: OnboardingFrame,
  draft: Draft,
  problems: Problems,
  { first, one }: { readonly first: boolean; readonly one: boolean },
): string {
  const { words } = frame
  const { account, place, chosen } = draft
  const id = first ? idOf(ACCOUNT_FIELD) : `${idOf(ACCOUNT_FIELD)}-${place}`
  return html`<div class="account">
    <div class="account-head">
      <label class="check"
        ><input type="${one ? 'radio' : 'checkbox'}" id="${id}" name="${ACCOUNT_FIELD}" value="${place}"
          !${chosen ? 'checked' : ''}><span>${words('accounts.add', { name: plainName(account.name) })}</span></label
      >
      !${renderAvatar(draft)}
    </div>
    !${renderNames(frame, draft, problems)}
  </div>`
}

/** The one account that was found: nothing is to be chosen. */
function renderSingle(frame: OnboardingFrame, draft: Draft, problems: Problems): string {
  const name = plainName(draft.account.name)
  const uniqueName = plainName(draft.account.uniqueName)
  return html`<div class="account">
    <div class="account-head">
      !${renderAvatar(draft)}
      <div><b>${name}</b>!${uniqueName === name ? '' : html`<br><span class="quiet">${uniqueName}</span>`}</div>
    </div>
    !${renderNames(frame, draft, problems)}
  </div>`
}

function renderAvatar({ account: { imageUrl } }: Draft): string {
  return imageUrl
    ? html`<img class="avatar" src="${imageUrl}" alt="" referrerpolicy="no-referrer">`
    : ''
}

/** Most people keep the names that the Network gives: the fields open at a click, or when one is wrong. */
function renderNames(
  { language, words }: OnboardingFrame,
  draft: Draft,
  problems: Problems,
): string {
  const fields = fieldsOfNames(draft)
  const name = draft.name || draft.account.name
  const values = { [nameField(draft)]: name, [uniqueNameField(draft)]: draft.uniqueName }
  const wrong = fields.some(({ name }) => problems.has(name))
  return html`<details !${wrong ? 'open' : ''}>
    <summary>${words('accounts.names')}</summary>
    !${renderFields({ fields, values, problems, language, words })}
  </details>`
}

/** Who comes back after the time ran out is told why nobody asks for the sign-in again. */
function renderResumed({ words }: OnboardingFrame, { resumed }: SessionState): string {
  return resumed ? html`<p class="lead">${words('details.resumed')}</p>` : ''
}

/** Older messages are brought in only when the Customer asks for them. */
/** Said before the last page, which not everybody sees. */
function renderFiles({ words, fileRetentionDays }: OnboardingFrame): string {
  return html`<p class="help">${words('done.files', { days: fileRetentionDays })}</p>`
}

function renderBackfill({ integration, words }: OnboardingFrame, state: SessionState): string {
  const backfill = integration?.plugin.declaration.backfill
  if (!backfill) return ''
  const id = idOf(BACKFILL_FIELD)
  return html`<div class="field">
    <label class="check"
      ><input type="checkbox" id="${id}" name="${BACKFILL_FIELD}" value="on"
        aria-describedby="${id}-help" !${state.backfill ? 'checked' : ''}>
      <span>${words('details.backfill', { days: backfill.days })}</span></label
    ><p class="help" id="${id}-help">${words('details.backfill-help')}</p>
  </div>`
}

/** Required where the operator asks for it, and never ticked beforehand. */
function renderTerms(
  { operator, words }: OnboardingFrame,
  { terms }: SessionState,
  problems: Problems,
): string {
  if (!terms) return ''
  const id = idOf(TERMS_FIELD)
  const problem = problems.get(TERMS_FIELD)
  return html`<div class="field !${problem ? 'wrong' : ''}">
    <label class="check"
      ><input type="checkbox" id="${id}" name="${TERMS_FIELD}" value="on" required
        aria-describedby="${id}-help !${problem ? `${id}-problem` : ''}" !${problem ? 'aria-invalid="true"' : ''}>
      <span>${words('details.terms', { operator: operator.name })}</span></label
    ><p class="help" id="${id}-help"><a href="${terms.url}" target="_blank" rel="noopener">${words('details.terms-read', { version: terms.version })}</a></p>
    !${problem ? html`<p class="problem" id="${id}-problem">${problem}</p>` : ''}
  </div>`
}

function summarizeChoices(
  { words, language }: OnboardingFrame,
  fields: readonly Field[],
  problems: Problems,
): string {
  const none = problems.get(ACCOUNT_FIELD)
  const listed = fields.flatMap(({ name, label }) => {
    const problem = problems.get(name)
    return problem === undefined ? [] : [{ name, label: label[language], problem }]
  })
  const terms = problems.get(TERMS_FIELD)
  if (terms !== undefined) {
    listed.push({ name: TERMS_FIELD, label: words('details.terms-label'), problem: terms })
  }
  if (none !== undefined) {
    listed.unshift({ name: ACCOUNT_FIELD, label: words('accounts.title'), problem: none })
  }
  return renderProblems(listed, words)
}
