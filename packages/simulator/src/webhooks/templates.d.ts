import Type from 'typebox';
import type { Channel, ChosenTemplate, Manifest } from '../state/model.ts';
import type { State } from '../state/state.ts';
/** A template as the Integration's `config.templates.url` lists it. */
export declare const OfferedTemplate: Type.TObject<{
    name: Type.TString;
    networkId: Type.TString;
    /** By name: a JSON Schema of the value. */
    variables: Type.TRecord<"^.*$", Type.TUnknown>;
    /** By language: a text in handlebars form. */
    text: Type.TRecord<"^.*$", Type.TString>;
}>;
export type OfferedTemplate = Type.Static<typeof OfferedTemplate>;
/** Asks the Integration for its templates, by a request signed as a webhook's with an empty body. */
export declare function fetchTemplates(context: {
    state: State;
    signal: AbortSignal;
}, channel: Channel, manifest: Manifest, actionId: string): Promise<OfferedTemplate[]>;
/** The chosen template as its event names it, with the text as the agent saw it. */
export declare function chooseTemplate({ name, networkId, variables: declared, text }: OfferedTemplate, variables: Record<string, unknown>, language: string): ChosenTemplate;
