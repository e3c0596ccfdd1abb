import { type DeclaredAction, type LocalizedText, type PerformedAction, type Reply, type TemplateReply } from '@hubward/plugin';
import type { Parts } from '../parts.ts';
import type { LoadedChannel } from '../store/channels.ts';
import type { OpenAction } from '../store/ticket-actions.ts';
/** What the plugin is asked to do, by the kind of the action. */
export type Instruction = {
    readonly kind: 'reply';
    readonly reply: Reply;
} | {
    readonly kind: 'template_reply';
    readonly reply: TemplateReply;
} | {
    readonly kind: 'button';
    readonly actionId: string;
    readonly action: PerformedAction;
};
/** An action that can't be performed whatever happens, and why. */
export interface Impossible {
    readonly impossible: LocalizedText;
}
/** The declaration of an action, as this release of the plugin has it. */
export declare function declaredAction(parts: Parts, channel: LoadedChannel, action: OpenAction): DeclaredAction | undefined;
export declare function declarationOf(parts: Parts, channel: LoadedChannel): {
    branding: {
        icon: string;
        fallback: string;
        color: string;
    };
    ticketActions: ({
        type: "button" | "delete" | "reply" | "template_reply";
        id: string;
        label: {
            en: string;
            de: string;
            fr: string;
        };
        config?: {
            approvalProcess?: boolean;
            forceTagging?: boolean;
            maxLength?: number;
            templates?: {
                url: string;
            };
            timeout?: {
                duration: string;
                after: "networkCreationTime";
            };
        };
        attachments?: {
            noText?: boolean;
        };
        options?: {
            id: string;
            label: {
                en: string;
                de: string;
                fr: string;
            };
            description?: string;
        }[];
    } & {
        repeatable: boolean;
        lifetimeMs?: number;
    })[];
    rightSidebar?: {
        id: string;
        label: {
            en: string;
            de: string;
            fr: string;
        };
        treeBuilder: "flatListWithRoot" | "flatListWithoutRoot";
    }[];
    fetch: {
        minIntervalMs: number;
        maxIntervalMs: number;
        pageSize: number;
    };
    ownMessages: boolean;
    backfill?: {
        days: number;
    };
    timeoutsMs?: {
        authenticate?: number;
        fetchMessages?: number;
        reply?: number;
        receive?: number;
    };
    hosts: string[];
    receiveLimitBytes?: number;
    summary: {
        en: string;
        de: string;
        fr: string;
    };
};
/** Makes of an event what the plugin is called with, checking it against the declaration first. */
export declare function instructionFor(parts: Parts, channel: LoadedChannel, action: OpenAction): Promise<Instruction | Impossible>;
