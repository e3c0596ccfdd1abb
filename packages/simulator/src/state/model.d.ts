import Type from 'typebox';
/** A customer organisation. `channelLimit: null` means that there is none. */
export declare const Account: Type.TObject<{
    id: Type.TString;
    name: Type.TString;
    channelLimit: Type.TUnion<[Type.TInteger, Type.TNull]>;
    createdTime: Type.TString;
}>;
export type Account = Type.Static<typeof Account>;
/** A community manager, or one of the Customer's administrators. */
export declare const User: Type.TObject<{
    id: Type.TString;
    accountId: Type.TString;
    name: Type.TString;
    email: Type.TString;
    role: Type.TUnion<[Type.TLiteral<"administrator">, Type.TLiteral<"agent">]>;
}>;
export type User = Type.Static<typeof User>;
/** A label as an Integration sent it: by language, or (before API 1.12) one bare string. */
export declare const Label: Type.TUnion<[Type.TObject<{
    en: Type.TString;
    de: Type.TString;
    fr: Type.TOptional<Type.TString>;
}>, Type.TString]>;
export type Label = Type.Static<typeof Label>;
export declare const ReplyOption: Type.TObject<{
    id: Type.TString;
    label: Type.TUnion<[Type.TObject<{
        en: Type.TString;
        de: Type.TString;
        fr: Type.TOptional<Type.TString>;
    }>, Type.TString]>;
    description: Type.TOptional<Type.TUnion<[Type.TUnion<[Type.TObject<{
        en: Type.TString;
        de: Type.TString;
        fr: Type.TOptional<Type.TString>;
    }>, Type.TString]>, Type.TString]>>;
}>;
export type ReplyOption = Type.Static<typeof ReplyOption>;
/** One entry of a Manifest's `inbox.ticketActions`. */
export declare const TicketActionEntry: Type.TObject<{
    type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">, Type.TLiteral<"button">, Type.TLiteral<"delete">]>;
    id: Type.TString;
    label: Type.TUnion<[Type.TObject<{
        en: Type.TString;
        de: Type.TString;
        fr: Type.TOptional<Type.TString>;
    }>, Type.TString]>;
    config: Type.TOptional<Type.TObject<{
        approvalProcess: Type.TOptional<Type.TBoolean>;
        forceTagging: Type.TOptional<Type.TBoolean>;
        maxLength: Type.TOptional<Type.TNumber>;
        templates: Type.TOptional<Type.TObject<{
            url: Type.TOptional<Type.TString>;
        }>>;
        timeout: Type.TOptional<Type.TObject<{
            duration: Type.TString;
            after: Type.TLiteral<"networkCreationTime">;
        }>>;
    }>>;
    attachments: Type.TOptional<Type.TObject<{
        noText: Type.TOptional<Type.TBoolean>;
    }>>;
    options: Type.TOptional<Type.TArray<Type.TObject<{
        id: Type.TString;
        label: Type.TUnion<[Type.TObject<{
            en: Type.TString;
            de: Type.TString;
            fr: Type.TOptional<Type.TString>;
        }>, Type.TString]>;
        description: Type.TOptional<Type.TUnion<[Type.TUnion<[Type.TObject<{
            en: Type.TString;
            de: Type.TString;
            fr: Type.TOptional<Type.TString>;
        }>, Type.TString]>, Type.TString]>>;
    }>>>;
}>;
export type TicketActionEntry = Type.Static<typeof TicketActionEntry>;
export declare const SidebarTab: Type.TObject<{
    id: Type.TString;
    label: Type.TUnion<[Type.TObject<{
        en: Type.TString;
        de: Type.TString;
        fr: Type.TOptional<Type.TString>;
    }>, Type.TString]>;
    treeBuilder: Type.TUnion<[Type.TLiteral<"flatListWithoutRoot">, Type.TLiteral<"flatListWithRoot">]>;
}>;
export type SidebarTab = Type.Static<typeof SidebarTab>;
/**
 * A Manifest. It is Reusable exactly when it has a `name`: promotion gives it one.
 * `webhookRemoved` says why SocialHub took a webhook away, until a new one is configured.
 */
export declare const Manifest: Type.TObject<{
    id: Type.TString;
    /** The Account of the Custom Channel that it was made with. */
    accountId: Type.TString;
    name: Type.TOptional<Type.TString>;
    branding: Type.TOptional<Type.TObject<{
        icon: Type.TOptional<Type.TString>;
        fallback: Type.TOptional<Type.TString>;
        color: Type.TOptional<Type.TString>;
    }>>;
    webhook: Type.TOptional<Type.TObject<{
        url: Type.TString;
        secret: Type.TString;
    }>>;
    webhookRemoved: Type.TOptional<Type.TObject<{
        reason: Type.TString;
        time: Type.TString;
    }>>;
    callbacks: Type.TOptional<Type.TObject<{
        channelCreation: Type.TOptional<Type.TString>;
        channelReactivation: Type.TOptional<Type.TString>;
    }>>;
    inbox: Type.TObject<{
        ticketActions: Type.TArray<Type.TObject<{
            type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">, Type.TLiteral<"button">, Type.TLiteral<"delete">]>;
            id: Type.TString;
            label: Type.TUnion<[Type.TObject<{
                en: Type.TString;
                de: Type.TString;
                fr: Type.TOptional<Type.TString>;
            }>, Type.TString]>;
            config: Type.TOptional<Type.TObject<{
                approvalProcess: Type.TOptional<Type.TBoolean>;
                forceTagging: Type.TOptional<Type.TBoolean>;
                maxLength: Type.TOptional<Type.TNumber>;
                templates: Type.TOptional<Type.TObject<{
                    url: Type.TOptional<Type.TString>;
                }>>;
                timeout: Type.TOptional<Type.TObject<{
                    duration: Type.TString;
                    after: Type.TLiteral<"networkCreationTime">;
                }>>;
            }>>;
            attachments: Type.TOptional<Type.TObject<{
                noText: Type.TOptional<Type.TBoolean>;
            }>>;
            options: Type.TOptional<Type.TArray<Type.TObject<{
                id: Type.TString;
                label: Type.TUnion<[Type.TObject<{
                    en: Type.TString;
                    de: Type.TString;
                    fr: Type.TOptional<Type.TString>;
                }>, Type.TString]>;
                description: Type.TOptional<Type.TUnion<[Type.TUnion<[Type.TObject<{
                    en: Type.TString;
                    de: Type.TString;
                    fr: Type.TOptional<Type.TString>;
                }>, Type.TString]>, Type.TString]>>;
            }>>>;
        }>>;
        rightSidebar: Type.TArray<Type.TObject<{
            id: Type.TString;
            label: Type.TUnion<[Type.TObject<{
                en: Type.TString;
                de: Type.TString;
                fr: Type.TOptional<Type.TString>;
            }>, Type.TString]>;
            treeBuilder: Type.TUnion<[Type.TLiteral<"flatListWithoutRoot">, Type.TLiteral<"flatListWithRoot">]>;
        }>>;
    }>;
    createdTime: Type.TString;
    updatedTime: Type.TString;
}>;
export type Manifest = Type.Static<typeof Manifest>;
/** What `PATCH /manifest` may change, after it was checked. `webhook: null` removes the webhook. */
export declare const ManifestChanges: Type.TObject<{
    branding: Type.TOptional<Type.TObject<{
        icon: Type.TOptional<Type.TString>;
        fallback: Type.TOptional<Type.TString>;
        color: Type.TOptional<Type.TString>;
    }>>;
    callbacks: Type.TOptional<Type.TObject<{
        channelCreation: Type.TOptional<Type.TString>;
        channelReactivation: Type.TOptional<Type.TString>;
    }>>;
    webhook: Type.TOptional<Type.TUnion<[Type.TObject<{
        url: Type.TString;
        secret: Type.TString;
    }>, Type.TNull]>>;
    inbox: Type.TOptional<Type.TObject<{
        ticketActions: Type.TOptional<Type.TArray<Type.TObject<{
            type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">, Type.TLiteral<"button">, Type.TLiteral<"delete">]>;
            id: Type.TString;
            label: Type.TUnion<[Type.TObject<{
                en: Type.TString;
                de: Type.TString;
                fr: Type.TOptional<Type.TString>;
            }>, Type.TString]>;
            config: Type.TOptional<Type.TObject<{
                approvalProcess: Type.TOptional<Type.TBoolean>;
                forceTagging: Type.TOptional<Type.TBoolean>;
                maxLength: Type.TOptional<Type.TNumber>;
                templates: Type.TOptional<Type.TObject<{
                    url: Type.TOptional<Type.TString>;
                }>>;
                timeout: Type.TOptional<Type.TObject<{
                    duration: Type.TString;
                    after: Type.TLiteral<"networkCreationTime">;
                }>>;
            }>>;
            attachments: Type.TOptional<Type.TObject<{
                noText: Type.TOptional<Type.TBoolean>;
            }>>;
            options: Type.TOptional<Type.TArray<Type.TObject<{
                id: Type.TString;
                label: Type.TUnion<[Type.TObject<{
                    en: Type.TString;
                    de: Type.TString;
                    fr: Type.TOptional<Type.TString>;
                }>, Type.TString]>;
                description: Type.TOptional<Type.TUnion<[Type.TUnion<[Type.TObject<{
                    en: Type.TString;
                    de: Type.TString;
                    fr: Type.TOptional<Type.TString>;
                }>, Type.TString]>, Type.TString]>>;
            }>>>;
        }>>>;
        rightSidebar: Type.TOptional<Type.TArray<Type.TObject<{
            id: Type.TString;
            label: Type.TUnion<[Type.TObject<{
                en: Type.TString;
                de: Type.TString;
                fr: Type.TOptional<Type.TString>;
            }>, Type.TString]>;
            treeBuilder: Type.TUnion<[Type.TLiteral<"flatListWithoutRoot">, Type.TLiteral<"flatListWithRoot">]>;
        }>>>;
    }>>;
}>;
export type ManifestChanges = Type.Static<typeof ManifestChanges>;
/**
 * One connection between an Account and something on a Network.
 *
 *   active ── DELETE /channel, or "Disable" on the Channels Settings Page ──▶ deactivated
 *   deactivated ── POST /channels that finds it again, or "Reactivate" ──▶ active, new token
 */
export declare const Channel: Type.TObject<{
    id: Type.TString;
    accountId: Type.TString;
    manifestId: Type.TString;
    name: Type.TString;
    uniqueName: Type.TString;
    imageUrl: Type.TOptional<Type.TString>;
    networkId: Type.TOptional<Type.TString>;
    endpoint: Type.TObject<{
        expirationTime: Type.TOptional<Type.TString>;
        user: Type.TOptional<Type.TObject<{
            id: Type.TOptional<Type.TString>;
            name: Type.TOptional<Type.TString>;
            profileUrl: Type.TOptional<Type.TString>;
            profileImage: Type.TOptional<Type.TString>;
        }>>;
    }>;
    status: Type.TUnion<[Type.TLiteral<"active">, Type.TLiteral<"deactivated">]>;
    deactivation: Type.TOptional<Type.TObject<{
        by: Type.TUnion<[Type.TLiteral<"customer">, Type.TLiteral<"integration">]>;
        reason: Type.TOptional<Type.TString>;
        time: Type.TString;
    }>>;
    /**
     * `iat`, in seconds, of the one Access Token that opens the API for this Channel. A well-signed
     * token with any other `iat` was replaced and is refused with 401; the text of the current one
     * is signed again whenever it is shown (`accessTokenOf`).
     */
    tokenIssuedAt: Type.TInteger;
    createdTime: Type.TString;
    updatedTime: Type.TString;
}>;
export type Channel = Type.Static<typeof Channel>;
/** A person on a Network, known to SocialHub under an id of its own. */
export declare const Interactor: Type.TObject<{
    id: Type.TString;
    accountId: Type.TString;
    manifestId: Type.TString;
    /** `interactor.interactorId` as the Integration sends it. */
    networkInteractorId: Type.TString;
    name: Type.TString;
    url: Type.TOptional<Type.TString>;
    picture: Type.TOptional<Type.TString>;
}>;
export type Interactor = Type.Static<typeof Interactor>;
export declare const Rating: Type.TObject<{
    value: Type.TNumber;
    scale: Type.TNumber;
}>;
export declare const Picture: Type.TObject<{
    small: Type.TString;
    large: Type.TOptional<Type.TString>;
}>;
export declare const InteractionAttachment: Type.TObject<{
    url: Type.TString;
    name: Type.TOptional<Type.TString>;
    size: Type.TOptional<Type.TNumber>;
    mimeType: Type.TOptional<Type.TString>;
}>;
/** What happened on the Network. The person is in `Ticket.interactorId`. */
export declare const StoredInteraction: Type.TObject<{
    networkItemId: Type.TString;
    type: Type.TString;
    createdTime: Type.TString;
    updatedTime: Type.TOptional<Type.TString>;
    message: Type.TOptional<Type.TString>;
    pictures: Type.TArray<Type.TObject<{
        small: Type.TString;
        large: Type.TOptional<Type.TString>;
    }>>;
    attachments: Type.TArray<Type.TObject<{
        url: Type.TString;
        name: Type.TOptional<Type.TString>;
        size: Type.TOptional<Type.TNumber>;
        mimeType: Type.TOptional<Type.TString>;
    }>>;
    link: Type.TOptional<Type.TString>;
    url: Type.TOptional<Type.TString>;
    rating: Type.TOptional<Type.TObject<{
        value: Type.TNumber;
        scale: Type.TNumber;
    }>>;
    rootId: Type.TOptional<Type.TString>;
}>;
export type StoredInteraction = Type.Static<typeof StoredInteraction>;
/**
 * The Inbox entity around one Interaction.
 * `hidden`: a Root-Ticket that nobody has sent yet; it stands for a `root.rootId` and turns
 * visible when the real one arrives. `status` is `done` once a user is finished with it.
 */
export declare const Ticket: Type.TObject<{
    id: Type.TString;
    accountId: Type.TString;
    channelId: Type.TString;
    interaction: Type.TObject<{
        networkItemId: Type.TString;
        type: Type.TString;
        createdTime: Type.TString;
        updatedTime: Type.TOptional<Type.TString>;
        message: Type.TOptional<Type.TString>;
        pictures: Type.TArray<Type.TObject<{
            small: Type.TString;
            large: Type.TOptional<Type.TString>;
        }>>;
        attachments: Type.TArray<Type.TObject<{
            url: Type.TString;
            name: Type.TOptional<Type.TString>;
            size: Type.TOptional<Type.TNumber>;
            mimeType: Type.TOptional<Type.TString>;
        }>>;
        link: Type.TOptional<Type.TString>;
        url: Type.TOptional<Type.TString>;
        rating: Type.TOptional<Type.TObject<{
            value: Type.TNumber;
            scale: Type.TNumber;
        }>>;
        rootId: Type.TOptional<Type.TString>;
    }>;
    interactorId: Type.TOptional<Type.TString>;
    /** On a Reply-Ticket: the Ticket that was answered. */
    followupToId: Type.TOptional<Type.TString>;
    status: Type.TUnion<[Type.TLiteral<"inbox">, Type.TLiteral<"done">]>;
    unread: Type.TBoolean;
    hidden: Type.TBoolean;
    /** A `delete` Ticket Action was accepted and not reset. */
    deleted: Type.TBoolean;
    createdTime: Type.TString;
    updatedTime: Type.TString;
}>;
export type Ticket = Type.Static<typeof Ticket>;
/** `attachments[]` of a `reply` event. */
export declare const ReplyAttachment: Type.TObject<{
    size: Type.TInteger;
    name: Type.TString;
    extension: Type.TString;
    url: Type.TString;
    mimetype: Type.TString;
}>;
export type ReplyAttachment = Type.Static<typeof ReplyAttachment>;
export declare const ChosenTemplate: Type.TObject<{
    name: Type.TString;
    networkId: Type.TString;
    variables: Type.TRecord<"^.*$", Type.TUnknown>;
    language: Type.TString;
    /** The text as the agent saw it, for the thread; never sent. */
    preview: Type.TOptional<Type.TString>;
}>;
export type ChosenTemplate = Type.Static<typeof ChosenTemplate>;
/**
 * A public reply attached to a Ticket. Its status is that of its latest Ticket Action.
 *
 *   sending ── replies/:followupId/success ──▶ published (and a Reply-Ticket)
 *   sending ── reset/:actionId ──▶ failed (with the reason) ── retried by the agent ──▶ sending
 */
export declare const Followup: Type.TObject<{
    id: Type.TString;
    accountId: Type.TString;
    channelId: Type.TString;
    ticketId: Type.TString;
    userId: Type.TString;
    type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">]>;
    actionId: Type.TString;
    text: Type.TOptional<Type.TString>;
    attachments: Type.TArray<Type.TObject<{
        size: Type.TInteger;
        name: Type.TString;
        extension: Type.TString;
        url: Type.TString;
        mimetype: Type.TString;
    }>>;
    option: Type.TOptional<Type.TString>;
    template: Type.TOptional<Type.TObject<{
        name: Type.TString;
        networkId: Type.TString;
        variables: Type.TRecord<"^.*$", Type.TUnknown>;
        language: Type.TString;
        /** The text as the agent saw it, for the thread; never sent. */
        preview: Type.TOptional<Type.TString>;
    }>>;
    status: Type.TUnion<[Type.TLiteral<"sending">, Type.TLiteral<"published">, Type.TLiteral<"failed">]>;
    reason: Type.TOptional<Type.TString>;
    replyTicketId: Type.TOptional<Type.TString>;
    createdTime: Type.TString;
    updatedTime: Type.TString;
}>;
export type Followup = Type.Static<typeof Followup>;
/**
 * One thing a user asked for: the event that went to the Integration.
 *
 *   sending ── webhook answered well ──▶ accepted
 *   sending, accepted ── replies/…/success (reply, template_reply) ──▶ published
 *   sending, accepted ── reset/:actionId ──▶ failed
 *   sending ── no webhook, or every attempt failed ──▶ dropped
 *
 * `button` and `delete` end as `accepted`: nobody reports their success. A dropped reply leaves its
 * Followup `sending` for ever, as nothing promises otherwise.
 */
export declare const TicketAction: Type.TObject<{
    /** The event's `uuid`. */
    id: Type.TString;
    accountId: Type.TString;
    channelId: Type.TString;
    ticketId: Type.TString;
    userId: Type.TString;
    type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">, Type.TLiteral<"button">, Type.TLiteral<"delete">]>;
    actionId: Type.TString;
    followupId: Type.TOptional<Type.TString>;
    status: Type.TUnion<[Type.TLiteral<"sending">, Type.TLiteral<"accepted">, Type.TLiteral<"published">, Type.TLiteral<"failed">, Type.TLiteral<"dropped">]>;
    reason: Type.TOptional<Type.TString>;
    createdTime: Type.TString;
    updatedTime: Type.TString;
}>;
export type TicketAction = Type.Static<typeof TicketAction>;
/** An e-mail that SocialHub would send to the Customer's administrators. */
export declare const Notice: Type.TObject<{
    id: Type.TString;
    accountId: Type.TString;
    channelId: Type.TString;
    to: Type.TArray<Type.TString>;
    subject: Type.TString;
    text: Type.TString;
    createdTime: Type.TString;
}>;
export type Notice = Type.Static<typeof Notice>;
/** A file that an agent added in the Inbox; the app serves it under `/files/:id/:name`. */
export declare const StoredFile: Type.TObject<{
    id: Type.TString;
    name: Type.TString;
    mimetype: Type.TString;
    extension: Type.TString;
    size: Type.TInteger;
    contentBase64: Type.TString;
}>;
export type StoredFile = Type.Static<typeof StoredFile>;
export declare const StateData: Type.TObject<{
    version: Type.TLiteral<1>;
    /** The HS256 key of every token, hex: only the simulator can verify what it issued. */
    tokenKey: Type.TString;
    /** The Custom Channel that the first start made, whose token the command prints. */
    starterChannelId: Type.TOptional<Type.TString>;
    accounts: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        name: Type.TString;
        channelLimit: Type.TUnion<[Type.TInteger, Type.TNull]>;
        createdTime: Type.TString;
    }>>;
    users: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        accountId: Type.TString;
        name: Type.TString;
        email: Type.TString;
        role: Type.TUnion<[Type.TLiteral<"administrator">, Type.TLiteral<"agent">]>;
    }>>;
    manifests: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        /** The Account of the Custom Channel that it was made with. */
        accountId: Type.TString;
        name: Type.TOptional<Type.TString>;
        branding: Type.TOptional<Type.TObject<{
            icon: Type.TOptional<Type.TString>;
            fallback: Type.TOptional<Type.TString>;
            color: Type.TOptional<Type.TString>;
        }>>;
        webhook: Type.TOptional<Type.TObject<{
            url: Type.TString;
            secret: Type.TString;
        }>>;
        webhookRemoved: Type.TOptional<Type.TObject<{
            reason: Type.TString;
            time: Type.TString;
        }>>;
        callbacks: Type.TOptional<Type.TObject<{
            channelCreation: Type.TOptional<Type.TString>;
            channelReactivation: Type.TOptional<Type.TString>;
        }>>;
        inbox: Type.TObject<{
            ticketActions: Type.TArray<Type.TObject<{
                type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">, Type.TLiteral<"button">, Type.TLiteral<"delete">]>;
                id: Type.TString;
                label: Type.TUnion<[Type.TObject<{
                    en: Type.TString;
                    de: Type.TString;
                    fr: Type.TOptional<Type.TString>;
                }>, Type.TString]>;
                config: Type.TOptional<Type.TObject<{
                    approvalProcess: Type.TOptional<Type.TBoolean>;
                    forceTagging: Type.TOptional<Type.TBoolean>;
                    maxLength: Type.TOptional<Type.TNumber>;
                    templates: Type.TOptional<Type.TObject<{
                        url: Type.TOptional<Type.TString>;
                    }>>;
                    timeout: Type.TOptional<Type.TObject<{
                        duration: Type.TString;
                        after: Type.TLiteral<"networkCreationTime">;
                    }>>;
                }>>;
                attachments: Type.TOptional<Type.TObject<{
                    noText: Type.TOptional<Type.TBoolean>;
                }>>;
                options: Type.TOptional<Type.TArray<Type.TObject<{
                    id: Type.TString;
                    label: Type.TUnion<[Type.TObject<{
                        en: Type.TString;
                        de: Type.TString;
                        fr: Type.TOptional<Type.TString>;
                    }>, Type.TString]>;
                    description: Type.TOptional<Type.TUnion<[Type.TUnion<[Type.TObject<{
                        en: Type.TString;
                        de: Type.TString;
                        fr: Type.TOptional<Type.TString>;
                    }>, Type.TString]>, Type.TString]>>;
                }>>>;
            }>>;
            rightSidebar: Type.TArray<Type.TObject<{
                id: Type.TString;
                label: Type.TUnion<[Type.TObject<{
                    en: Type.TString;
                    de: Type.TString;
                    fr: Type.TOptional<Type.TString>;
                }>, Type.TString]>;
                treeBuilder: Type.TUnion<[Type.TLiteral<"flatListWithoutRoot">, Type.TLiteral<"flatListWithRoot">]>;
            }>>;
        }>;
        createdTime: Type.TString;
        updatedTime: Type.TString;
    }>>;
    channels: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        accountId: Type.TString;
        manifestId: Type.TString;
        name: Type.TString;
        uniqueName: Type.TString;
        imageUrl: Type.TOptional<Type.TString>;
        networkId: Type.TOptional<Type.TString>;
        endpoint: Type.TObject<{
            expirationTime: Type.TOptional<Type.TString>;
            user: Type.TOptional<Type.TObject<{
                id: Type.TOptional<Type.TString>;
                name: Type.TOptional<Type.TString>;
                profileUrl: Type.TOptional<Type.TString>;
                profileImage: Type.TOptional<Type.TString>;
            }>>;
        }>;
        status: Type.TUnion<[Type.TLiteral<"active">, Type.TLiteral<"deactivated">]>;
        deactivation: Type.TOptional<Type.TObject<{
            by: Type.TUnion<[Type.TLiteral<"customer">, Type.TLiteral<"integration">]>;
            reason: Type.TOptional<Type.TString>;
            time: Type.TString;
        }>>;
        /**
         * `iat`, in seconds, of the one Access Token that opens the API for this Channel. A well-signed
         * token with any other `iat` was replaced and is refused with 401; the text of the current one
         * is signed again whenever it is shown (`accessTokenOf`).
         */
        tokenIssuedAt: Type.TInteger;
        createdTime: Type.TString;
        updatedTime: Type.TString;
    }>>;
    interactors: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        accountId: Type.TString;
        manifestId: Type.TString;
        /** `interactor.interactorId` as the Integration sends it. */
        networkInteractorId: Type.TString;
        name: Type.TString;
        url: Type.TOptional<Type.TString>;
        picture: Type.TOptional<Type.TString>;
    }>>;
    tickets: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        accountId: Type.TString;
        channelId: Type.TString;
        interaction: Type.TObject<{
            networkItemId: Type.TString;
            type: Type.TString;
            createdTime: Type.TString;
            updatedTime: Type.TOptional<Type.TString>;
            message: Type.TOptional<Type.TString>;
            pictures: Type.TArray<Type.TObject<{
                small: Type.TString;
                large: Type.TOptional<Type.TString>;
            }>>;
            attachments: Type.TArray<Type.TObject<{
                url: Type.TString;
                name: Type.TOptional<Type.TString>;
                size: Type.TOptional<Type.TNumber>;
                mimeType: Type.TOptional<Type.TString>;
            }>>;
            link: Type.TOptional<Type.TString>;
            url: Type.TOptional<Type.TString>;
            rating: Type.TOptional<Type.TObject<{
                value: Type.TNumber;
                scale: Type.TNumber;
            }>>;
            rootId: Type.TOptional<Type.TString>;
        }>;
        interactorId: Type.TOptional<Type.TString>;
        /** On a Reply-Ticket: the Ticket that was answered. */
        followupToId: Type.TOptional<Type.TString>;
        status: Type.TUnion<[Type.TLiteral<"inbox">, Type.TLiteral<"done">]>;
        unread: Type.TBoolean;
        hidden: Type.TBoolean;
        /** A `delete` Ticket Action was accepted and not reset. */
        deleted: Type.TBoolean;
        createdTime: Type.TString;
        updatedTime: Type.TString;
    }>>;
    followups: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        accountId: Type.TString;
        channelId: Type.TString;
        ticketId: Type.TString;
        userId: Type.TString;
        type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">]>;
        actionId: Type.TString;
        text: Type.TOptional<Type.TString>;
        attachments: Type.TArray<Type.TObject<{
            size: Type.TInteger;
            name: Type.TString;
            extension: Type.TString;
            url: Type.TString;
            mimetype: Type.TString;
        }>>;
        option: Type.TOptional<Type.TString>;
        template: Type.TOptional<Type.TObject<{
            name: Type.TString;
            networkId: Type.TString;
            variables: Type.TRecord<"^.*$", Type.TUnknown>;
            language: Type.TString;
            /** The text as the agent saw it, for the thread; never sent. */
            preview: Type.TOptional<Type.TString>;
        }>>;
        status: Type.TUnion<[Type.TLiteral<"sending">, Type.TLiteral<"published">, Type.TLiteral<"failed">]>;
        reason: Type.TOptional<Type.TString>;
        replyTicketId: Type.TOptional<Type.TString>;
        createdTime: Type.TString;
        updatedTime: Type.TString;
    }>>;
    ticketActions: Type.TRecord<"^.*$", Type.TObject<{
        /** The event's `uuid`. */
        id: Type.TString;
        accountId: Type.TString;
        channelId: Type.TString;
        ticketId: Type.TString;
        userId: Type.TString;
        type: Type.TUnion<[Type.TLiteral<"reply">, Type.TLiteral<"template_reply">, Type.TLiteral<"button">, Type.TLiteral<"delete">]>;
        actionId: Type.TString;
        followupId: Type.TOptional<Type.TString>;
        status: Type.TUnion<[Type.TLiteral<"sending">, Type.TLiteral<"accepted">, Type.TLiteral<"published">, Type.TLiteral<"failed">, Type.TLiteral<"dropped">]>;
        reason: Type.TOptional<Type.TString>;
        createdTime: Type.TString;
        updatedTime: Type.TString;
    }>>;
    notices: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        accountId: Type.TString;
        channelId: Type.TString;
        to: Type.TArray<Type.TString>;
        subject: Type.TString;
        text: Type.TString;
        createdTime: Type.TString;
    }>>;
    files: Type.TRecord<"^.*$", Type.TObject<{
        id: Type.TString;
        name: Type.TString;
        mimetype: Type.TString;
        extension: Type.TString;
        size: Type.TInteger;
        contentBase64: Type.TString;
    }>>;
}>;
export type StateData = Type.Static<typeof StateData>;
