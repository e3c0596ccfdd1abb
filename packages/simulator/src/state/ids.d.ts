/** An ObjectId: seconds, process, counter. Later ids sort after earlier ones of the same process. */
export declare function objectId(now: Date): string;
/** A UUID version 1, which is what recorded `followupId`s are. */
export declare function uuidV1(now: Date): string;
