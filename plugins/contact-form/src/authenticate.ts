import { randomBytes } from 'node:crypto'
import {
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  form,
  formValues,
  stepState,
} from '@hubward/plugin'
import Type from 'typebox'
import { type ChannelSettings, Title } from './channel-settings.ts'

const NameForm = Type.Object({ title: Title })
const State = Type.Object({ networkId: Type.String() })

/**
 * There is nobody to authenticate with: the form comes into being here. Its id is drawn before the
 * first step is shown and lives in the step's state, so that a repeated submit makes no second form.
 */
export async function authenticate(
  context: AuthenticationContext,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  if (input.kind === 'start') {
    const { reactivation } = input
    if (reactivation?.networkId !== undefined) {
      return complete(reactivation.networkId, reactivation.uniqueName)
    }
    return form({
      step: 'name',
      title: {
        en: 'Name your contact form',
        de: 'Geben Sie Ihrem Kontaktformular einen Namen',
        fr: 'Nommez votre formulaire de contact',
      },
      text: {
        en: 'Fields, language and websites follow in the next step, and can be changed at any time.',
        de: 'Felder, Sprache und Websites folgen im nächsten Schritt und lassen sich jederzeit ändern.',
        fr: 'Les champs, la langue et les sites web viennent à l’étape suivante et restent modifiables.',
      },
      schema: NameForm,
      // 128 random bits: who was not given the link does not find the form.
      state: { networkId: randomBytes(16).toString('base64url') },
    })
  }
  const { networkId } = stepState(State, input)
  const title = formValues(NameForm, input).title.trim()
  const settings: ChannelSettings = {
    title,
    language: context.language,
    websites: [],
    askName: 'optional',
    askEmail: 'optional',
    askSubject: 'optional',
    askMessage: 'required',
    askPicture: 'optional',
    answersByMail: true,
  }
  return { ...complete(networkId, title), channelSettings: settings }
}

function complete(networkId: string, name: string) {
  return {
    kind: 'complete' as const,
    accounts: [{ networkId, name, uniqueName: name, credentials: {} }],
  }
}
