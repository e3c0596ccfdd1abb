import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { Refusal } from '../state/refusal.js';
import { sendSigned } from './request.js';
/** A template as the Integration's `config.templates.url` lists it. */
export const OfferedTemplate = Type.Object({
    name: Type.String(),
    networkId: Type.String(),
    /** By name: a JSON Schema of the value. */
    variables: Type.Record(Type.String(), Type.Unknown()),
    /** By language: a text in handlebars form. */
    text: Type.Record(Type.String(), Type.String()),
});
const Offered = Compile(Type.Array(OfferedTemplate));
/** Asks the Integration for its templates, by a request signed as a webhook's with an empty body. */
export async function fetchTemplates(context, channel, manifest, actionId) {
    const action = manifest.inbox.ticketActions.find((one) => one.id === actionId);
    const base = action?.config?.templates?.url;
    if (!base)
        throw new Refusal('NotFoundError', `The action "${actionId}" has no templates.`);
    if (!manifest.webhook) {
        throw new Refusal('BadRequestError', 'Templates are signed with the webhook’s secret, and there is no webhook.');
    }
    const url = new URL(base);
    url.searchParams.set('channelId', channel.id);
    const answer = await sendSigned({
        method: 'GET',
        url: url.href,
        secret: manifest.webhook.secret,
        rawBody: '',
        timestamp: context.state.now().getTime(),
        timeoutMs: context.state.settings.webhook.timeoutMs,
        signal: context.signal,
    });
    if ('error' in answer)
        throw unusable(answer.error);
    if (answer.status !== 200)
        throw unusable(`it answered ${answer.status}`);
    const listed = parsed(answer.body);
    if (!Offered.Check(listed))
        throw unusable('its answer is no list of templates');
    return listed;
}
/** The chosen template as its event names it, with the text as the agent saw it. */
export function chooseTemplate({ name, networkId, variables: declared, text }, variables, language) {
    const pattern = text[language];
    if (pattern === undefined) {
        throw new Refusal('BadRequestError', `The template "${name}" has no text in "${language}".`);
    }
    const missing = Object.keys(declared).filter((key) => variables[key] === undefined);
    if (missing.length > 0) {
        throw new Refusal('BadRequestError', `Fill in: ${missing.join(', ')}.`);
    }
    const preview = pattern.replace(/\{\{\{?\s*([\w.-]+)\s*\}?\}\}/g, (_, key) => String(variables[key] ?? ''));
    return { name, networkId, variables, language, preview };
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function unusable(why) {
    return new Refusal('BadRequestError', `The Integration's templates can't be shown: ${why}.`);
}
