// Long because every sentence of a language stands in one place.
/** The original; `de` and `fr` have the same keys and placeholders. ICU MessageFormat. */
export const en = {
  'page.error-prefix': 'Error: {title}',
  'page.skip': 'Skip to the content',
  'page.connects': '{network} for SocialHub',
  'page.account': 'For the SocialHub Account {account}',
  'page.operator': 'Operated by {operator}',
  'page.imprint': 'Imprint',
  'page.privacy': 'Privacy',
  'page.support': 'Help',
  'page.languages': 'Language',
  'page.error-code': 'Error code: {id}',

  'action.cancel': 'Cancel and return to SocialHub',
  'action.cancel-link': 'Cancel',
  'action.back': 'Back to SocialHub',
  'action.again': 'Try again',
  'action.restart': 'Start again',
  'action.reconnect': 'Reconnect',
  'action.continue': 'Continue',
  'action.connect': 'Connect',
  'action.finish': 'Finish connecting',
  'action.save': 'Save',
  'action.check': 'Check now',
  'action.copy': 'Copy',
  'action.copied': 'Copied',

  'field.optional': 'optional',
  'field.choose': 'Please choose',
  'field.lines': 'One entry per line.',
  'field.keep': 'Leave this empty to keep what is stored.',
  'field.name': 'Name',
  'field.name-help': 'This is how the Channel is called in SocialHub.',
  'field.unique-name': 'Unique name',
  'field.unique-name-help': 'Tells the Channel apart from all your other Channels.',

  'problems.title':
    '{count, plural, one {One entry needs a change} other {# entries need a change}}',
  'problem.required': 'Please fill this in.',
  'problem.choose': 'Please choose one of these.',
  'problem.min-length':
    'Please write at least {limit, plural, one {# character} other {# characters}}.',
  'problem.max-length':
    'Please write at most {limit, plural, one {# character} other {# characters}}.',
  'problem.email': 'Please write an e-mail address, such as name@example.org.',
  'problem.uri': 'Please write a whole address, such as https://example.org.',
  'problem.number': 'Please write a number.',
  'problem.integer': 'Please write a whole number.',
  'problem.minimum': 'Please write a number of at least {limit}.',
  'problem.maximum': 'Please write a number of at most {limit}.',
  'problem.min-items': 'Please give at least {limit, plural, one {one entry} other {# entries}}.',
  'problem.max-items': 'Please give at most {limit, plural, one {one entry} other {# entries}}.',
  'problem.form': 'This does not have the form that is expected here.',
  'problem.line': 'Line {line}: {problem}',
  'problem.terms': 'Please accept the terms to go on.',
  'problem.accounts': 'Please choose at least one.',
  'problem.one-account':
    'Please choose only one: the link that brought you here is for one Channel.',
  'problem.unique-name-taken':
    'Another of your Channels in SocialHub has this unique name already. Please choose a different one.',

  'redirect.title': 'Sign in at {host}',
  'redirect.text':
    'You grant access at {host} and come back here by yourself afterwards. Your password stays there.',
  'redirect.button': 'Continue to {host}',

  'busy.title': 'One moment, please',
  'busy.text': 'This takes a few seconds. The page goes on by itself.',
  'wait.code': 'Your code',

  'accounts.title': 'What would you like to connect?',
  'accounts.text': 'Each one that you choose becomes a Channel of its own in SocialHub.',
  'accounts.text-one': 'Choose the one that your Channel in SocialHub is for.',
  'accounts.legend': 'Found at {network}',
  'accounts.add': 'Connect {name}',
  'accounts.names': 'Change how it is called in SocialHub',

  'details.resumed': 'You signed in before the time ran out. Nothing is lost: go on from here.',

  'details.settings-stay': 'Everything else that was set for this Channel stays as it is.',
  'details.terms': 'I accept the terms of {operator}',
  'details.terms-label': 'Terms',
  'details.terms-read': 'Read the terms (version {version})',
  'details.title': 'Set up your Channel',
  'details.title-many': 'Set up your Channels',
  'details.backfill':
    'Also bring in the messages of the last {days, plural, one {day} other {# days}}',
  'details.backfill-help': 'Otherwise only messages from now on arrive in the Inbox.',

  'interrupted.title': 'Almost there',
  'interrupted.text':
    'The connection was interrupted before it was finished. Nothing is lost: finish it now with one click.',

  'done.title': '{count, plural, one {Your Channel is active} other {Your Channels are active}}',
  'done.text': 'From now on new messages arrive in your Inbox at SocialHub.',
  'done.since': 'Messages written since {since, date, moment} (UTC) are read.',
  'done.backfill':
    'Also bring in the messages of the last {days, plural, one {day} other {# days}}',
  'done.reconnected-title': 'Your Channel is active again',
  'done.reconnected-text':
    'What was written in the meantime is fetched now, as far as the Network still has it.',
  'done.files':
    'Pictures and files that people send through a Channel are kept here for {days, plural, one {# day} other {# days}} and then erased, if they exist nowhere else.',
  'done.active': 'Active',
  'done.failed': 'Not connected',
  'done.instructions': 'What to do next',
  'done.instructions-failed':
    'The instructions for this Channel can’t be shown at the moment. Reload this page in a minute.',

  'done.why': 'Why it had stopped',
  'done.close': 'You can close this page.',

  'which.title': 'You are already connecting a Channel',
  'which.text': 'You opened another link in this browser. Which one should go on?',
  'which.running': 'What you had begun',
  'which.next': 'The link that you opened now',
  'which.connect': 'Connect {network}, for the SocialHub Account {account}',
  'which.reconnect': 'Reconnect {name}, for the SocialHub Account {account}',
  'which.go-on': 'Go on with what I had begun',
  'which.begin': 'Begin anew with the other link',
  'which.help':
    'If you did not open the other link in SocialHub yourself, go on with what you had begun. Beginning anew forgets it.',
  'stopped.title': 'Reconnect {name}',
  'stopped.text':
    'SocialHub asks you to reconnect this Channel: it was switched off there, or {network} no longer accepts the access that was granted for it.',
  'stopped.needs-authentication':
    '{network} no longer accepted the access that had been granted for this Channel. That happens when access runs out or is taken back, and often when a password was changed.',
  'stopped.disabled': 'This Channel was switched off in SocialHub.',
  'stopped.revoked':
    'The connection to SocialHub had ended, because a new Access Token was created for this Channel there.',
  'stopped.paused': 'The operator had paused this Channel.',
  'stopped.ended': 'The same account was connected in another SocialHub Account.',
  'stopped.since': 'Since {since, date, long}.',
  'stopped.next':
    'Sign in again with the same account. What was written in the meantime is fetched then, as far as {network} still has it, and nothing arrives twice. Replies that were waiting are sent; those that waited too long come back as failed in the Inbox.',

  'cancelled.title': 'Nothing was connected',
  'cancelled.text':
    'You ended this before it was finished. You can begin again in SocialHub at any time.',
  'cancelled.link-text':
    'You ended this before it was finished. To begin again, open the link that you were sent once more.',
  'cancelled.part-title': 'You ended this before it was finished',
  'cancelled.part-text':
    'What was connected before stays connected: see the Channels in SocialHub.',

  'settings.title': 'Settings of {name}',
  trouble: 'At the moment no messages come in from this Channel: {reason}',
  'settings.text': 'Change what you like and save. This link works once.',
  'settings.saved-title': 'Your settings are saved',
  'settings.saved-text': 'They apply from now on. This link is used up; you can close this page.',
  'settings.none-title': 'Nothing to set',
  'settings.none-text': 'Channels of this Network have no settings. You can close this page.',

  'mail.notice-subject': 'Is this your address?',
  'mail.notice':
    'Somebody gave this address to “{sender}”, and there is an answer. It is kept back until you say that the address is yours. If it was you, open this page and confirm:',
  'mail.notice-ignore':
    'If it was not you, you need do nothing. Nobody learns that you got this mail, and the answer is sent to nobody.',
  'mail.answer-subject': 'An answer from {sender}',
  'mail.answer': '{sender} has answered you:',
  'mail.answer-page': 'All of your conversation, and a place to write:',
  'mail.link-subject': 'Your conversation with {sender}',
  'mail.link': 'You asked for the address of your conversation with {sender}. Here it is:',
  'mail.link-keep':
    'Whoever has this address can read and write there. If it was not you who asked, you need do nothing.',
  'mail.no-reply': 'Please answer on that page. An answer to this mail is read by nobody.',
  'mail.stop': 'No more mails from this sender:',
  'mail.stop-all': 'Never again a mail like this, whatever anybody types:',
  'mail.confirm-title': 'Is this your address?',
  'mail.confirm-text':
    'The mail that brought you here says that there is an answer from {name}. Confirm that the address is yours, and you will read it now. Later answers then come by mail.',
  'mail.confirm-button': 'Yes, it is mine',
  'mail.confirm-not-you': 'If you know nothing of this, close this page. Nothing is shown or sent.',
  'mail.confirmed-title': 'Your address is confirmed',
  'mail.confirmed-text':
    'The answer comes by mail, with the address of your conversation. You can close this page.',
  'mail.stop-title': 'No more mails?',
  'mail.stop-text':
    'Press the button, and this address gets no more mails from this sender. The conversations stay on their pages.',
  'mail.stop-text-all':
    'Press the button, and this address gets no more mails from here, whoever types it into a form.',
  'mail.stop-button': 'No more mails',
  'mail.stopped-title': 'No more mails will come',
  'mail.stopped-text':
    'The address is kept as a code that cannot be read, to remember this. Should you change your mind:',
  'mail.again-button': 'Allow mails again',
  'mail.again-title': 'Mails may come again',
  'mail.again-text': 'You can close this page.',

  'failure.unknown-integration.title': 'This Network is not offered here',
  'failure.unknown-integration.text':
    'The address leads to a Network that this service doesn’t connect. Go back to SocialHub and choose the Network again; if this page returns, tell the operator.',
  'failure.no-token.title': 'This page is opened from SocialHub',
  'failure.no-token.text':
    'To connect a Channel, open the Channels Settings Page in SocialHub and click “Add Channel”. It leads back here.',
  'failure.unreadable-token.title': 'The link is incomplete',
  'failure.unreadable-token.text':
    'Something of the link from SocialHub is missing or damaged. Go back to the Channels Settings Page in SocialHub and begin again there.',
  'failure.expired-token.title': 'This took longer than 30 minutes',
  'failure.expired-token.text':
    'For your safety SocialHub allows 30 minutes to connect a Channel, and they are over. Nothing is broken: go back to SocialHub and click the button there again.',
  'failure.expired-kept.title': 'This took longer than 30 minutes',
  'failure.expired-kept.text':
    'For your safety SocialHub allows 30 minutes to connect a Channel, and they are over. Your sign-in is kept in this browser for an hour: go back to SocialHub, click the button there again, and you go on where you were.',
  'failure.wrong-manifest.title': 'This link belongs to another Network',
  'failure.wrong-manifest.text':
    'SocialHub’s link and this page belong to different Networks, so nothing was connected. Go back to SocialHub and begin again; if this page returns, tell the operator.',
  'failure.foreign-origin.title': 'This link does not come from SocialHub',
  'failure.foreign-origin.text':
    'It names an address to return to that this service doesn’t know, so we stop here. If you did not click this link in SocialHub, close the page. If you did, tell the operator.',
  'failure.not-published.title': 'This Network is not ready yet',
  'failure.not-published.text':
    'The operator has not finished setting it up at SocialHub. Please ask the operator.',
  'failure.lost-session.title': 'We lost track of where you were',
  'failure.lost-session.text':
    'Either this was finished or given up a while ago, or your browser refuses cookies, which this page needs until the Channel is connected. Allow cookies for this address, then begin again: click “Add Channel” in SocialHub, or open the link that you were sent.',
  'failure.foreign-callback.title': 'This answer does not belong to you',
  'failure.foreign-callback.text':
    'The Network sent you back with an answer that this page did not ask for, perhaps from an older attempt. Nothing was connected.',

  'failure.plugin-authentication.title': '{network} did not let us in',
  'failure.plugin-authentication.text':
    'The access was refused. Please check what you entered or allowed, and try again.',
  'failure.plugin-operator.title': 'This connection is not set up correctly',
  'failure.plugin-operator.text':
    'This is the operator’s matter, not yours, and the operator has been told. Please try again later.',
  'failure.plugin-rate-limited.title': '{network} asks for a pause',
  'failure.plugin-rate-limited.text':
    'It accepts no more requests at the moment. Please try again in a few minutes.',
  'failure.plugin-unavailable.title': '{network} does not answer',
  'failure.plugin-unavailable.text':
    'It could not be reached in time. Please try again in a moment.',
  'failure.plugin-not-found.title': 'Not found at {network}',
  'failure.plugin-not-found.text':
    'What you named does not exist there. Please check it and try again.',
  'failure.plugin-rejected.title': '{network} does not allow this',
  'failure.plugin-rejected.text':
    'Please choose another account or allow the access that was asked for, and try again.',
  'failure.plugin-invalid.title': '{network} could not use this',
  'failure.plugin-invalid.text': 'Please check what you entered, and try again.',
  'failure.wrong-account.title': 'This is a different account',
  'failure.wrong-account.text':
    'You signed in with {found}, but the Channel in SocialHub belongs to {wanted}. Sign out at the Network, start again, and sign in with the right account. To connect {found} too, go back to SocialHub and click “Add Channel”.',

  'failure.duplicate-channel.title': 'Already connected in another SocialHub Account',
  'failure.duplicate-channel.text':
    'Another SocialHub Account has a Channel for this. SocialHub can settle that: please write to support@socialhub.io, and try again afterwards.',
  'failure.channel-limit.title': 'Your Account has no room for another Channel',
  'failure.channel-limit.text':
    'Your SocialHub contract includes a limited number of Channels, and all are in use. Please write to happy@socialhub.io to have more, or remove a Channel, and try again.',
  'failure.already-active.title': 'This Channel is active already',
  'failure.already-active.text':
    'SocialHub has an active Channel for this and keeps it. To connect it anew, disable it on the Channels Settings Page first and reactivate it there.',
  'failure.account-not-served.title': 'This Account is not served here',
  'failure.account-not-served.text':
    '{network} is offered by this operator to certain SocialHub Accounts only, and yours is not among them. The Channel was switched off again, and nothing of it is kept. Please ask the operator.',
  'failure.refused.title': 'SocialHub did not accept this Channel',
  'failure.refused.text':
    'This is the operator’s matter, not yours, and the operator has been told. Nothing was connected.',
  'failure.socialhub-busy.title': 'SocialHub asks for a pause',
  'failure.socialhub-busy.text':
    'It accepts no more requests at the moment. Nothing was connected yet. Please try again in a minute.',
  'failure.socialhub-unavailable.title': 'SocialHub does not answer',
  'failure.socialhub-unavailable.text': 'Nothing was connected yet. Please try again in a moment.',
  'failure.unknown-outcome.title': 'We don’t know yet whether this worked',
  'failure.unknown-outcome.text':
    'SocialHub’s answer got lost. You may see the new Channel in SocialHub already, but it does not work before we have that answer. Try again: that mends it, and never makes a second Channel.',

  'failure.link-unknown.title': 'This link no longer works',
  'failure.link-unknown.text':
    'It has expired or is incomplete. Please ask whoever sent it to you for a new one.',

  'failure.mail-link-unknown.title': 'This link no longer works',
  'failure.mail-link-unknown.text':
    'It is incomplete, older than two weeks, or of a conversation that was erased. If you wait for an answer, write once more on the page where you wrote before.',
  'failure.link-used.title': 'This link has been used',
  'failure.link-used.text':
    'It has led to a Channel already, and works only once. If something about that Channel has to change, please ask whoever sent you the link.',
  'failure.channel-closed.title': 'SocialHub keeps this Channel closed',
  'failure.channel-closed.text':
    'The Channel was switched off in SocialHub, or its Access Token was replaced. This is the operator’s matter, and the operator has been told. Your link stays valid: please try again later.',
  'failure.connected-elsewhere.title': 'Connected already',
  'failure.connected-elsewhere.text':
    'Another Channel is connected with this account at {network}. Please choose a different account, or ask whoever sent you the link.',

  'failure.not-signed-in.title': 'Please sign in',
  'failure.not-signed-in.text':
    'Nobody is signed in to the cockpit here, or the session has ended. Sign in and try again.',
  'failure.not-allowed.title': 'Your role does not allow this',
  'failure.not-allowed.text':
    'Ask somebody who administers the hosts to do it, or to give you another role.',
  'failure.foreign-form.title': 'This form did not come from the cockpit',
  'failure.foreign-form.text':
    'Nothing was changed. Open the cockpit again and repeat what you wanted to do there.',
  'failure.no-role.title': 'You have no role here',
  'failure.no-role.text':
    'Your provider knows you, but nobody has given you a role in the cockpit. Ask somebody who administers the hosts.',
  'failure.sign-in-refused.title': 'Signing in did not work',
  'failure.sign-in-refused.text':
    'Begin again in this browser. If it happens again, the log of the host says why.',
  'failure.sign-in-link-unknown.title': 'This link does not work any more',
  'failure.sign-in-link-unknown.text':
    'It works once and for a short time. Somebody who has a terminal on the host can make another one.',
  'failure.provider-unavailable.title': 'Your provider can’t be reached',
  'failure.provider-unavailable.text':
    'The cockpit could not ask your OpenID provider. Try again later; the log of the host says why.',
  'failure.not-found.title': 'There is nothing here',
  'failure.not-found.text': 'Please check the address.',
  'failure.bad-request.title': 'This could not be read',
  'failure.bad-request.text':
    'What your browser sent is not what this page expects. Go back, reload the page and try again.',
  'failure.too-large.title': 'This is too large',
  'failure.too-large.text':
    'What you sent is larger than this page accepts. Please send less at once.',
  'failure.too-many-requests.title': 'That was a lot at once',
  'failure.too-many-requests.text': 'Please wait a minute, then try again.',
  'failure.temporarily-unavailable.title': 'Please try again in a moment',
  'failure.temporarily-unavailable.text':
    'This could not be stored just now, so nothing was accepted. Please send it again.',
  'failure.internal.title': 'Something went wrong on our side',
  'failure.internal.text':
    'It is not your fault, and it was recorded. Please try again; if it stays like this, tell the operator the error code.',
} as const satisfies Record<string, string>
