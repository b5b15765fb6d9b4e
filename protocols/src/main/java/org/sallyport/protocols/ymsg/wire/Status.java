package org.sallyport.protocols.ymsg.wire;

/** Values of the status field that a gateway looks at or writes. The field is overloaded: its meaning depends on who sends it and in which service. */
public final class Status {

    /** Done, or the last part of a list. */
    public static final int OK = 0;

    /** What is pushed or relayed by the service. */
    public static final int NOTIFY = 1;

    /** The message was not delivered. */
    public static final int NOT_DELIVERED = 2;

    /** Somebody wants to add this account, or has. */
    public static final int ASKED = 3;

    /** Stored messages, or a list of which more is to come. */
    public static final int STORED = 5;

    /** An add was refused. */
    public static final int ADD_DENIED = 7;

    /** To members of a conference: somebody else was invited. */
    public static final int OTHER_INVITED = 11;

    /** For one person, from a client. */
    public static final int TO_USER = 0x16;

    /** A message from a client, perhaps to be stored. */
    public static final int OFFLINE = 0x5A55_AA56;

    /** No. */
    public static final int ERROR = -1;

    private Status() {}
}
