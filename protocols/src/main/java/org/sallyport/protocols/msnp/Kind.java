package org.sallyport.protocols.msnp;

/** What a connection is for, told by the first commands of its client. */
enum Kind {
    UNKNOWN,
    /** A dispatch or notification server: signing on, contacts, presence; since version 21 messages too. */
    NOTIFICATION,
    /** A switchboard: one conversation of two or more. */
    SWITCHBOARD
}
