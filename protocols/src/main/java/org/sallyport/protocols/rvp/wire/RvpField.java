package org.sallyport.protocols.rvp.wire;

/** The header fields of RVP (Internet-Draft "RVP: A Presence and Instant Messaging Protocol"), and those of HTTP it leans on. */
public final class RvpField {

    /** In every request and answer; the draft says 1.0, clients were seen to say 0.2. */
    public static final String VERSION = "RVP-Notifications-Version";

    /** Whose request it is: a principal's URL, or a server's name. */
    public static final String FROM = "RVP-From-Principal";

    /** {@link #TO_CLIENT} or {@link #TO_WATCHER}. */
    public static final String TYPE = "Notification-Type";

    /** Subscribes a client to all that is sent to its node: a sign-on. */
    public static final String TO_CLIENT = "pragma/notify";

    /** Subscribes to changes of a node's properties. */
    public static final String TO_WATCHER = "update/propchange";

    /** Where a subscriber wants to be called. */
    public static final String CALL_BACK = "Call-Back";

    /** Names a subscription. */
    public static final String SUBSCRIPTION = "Subscription-Id";

    /** How far a request has come: 1 from a client, 2 between servers, 3 to a client. */
    public static final String HOP_COUNT = "RVP-Hop-Count";

    /** Who must have had a notification before it is answered. */
    public static final String ACK_TYPE = "RVP-Ack-Type";

    /** Who signs it. */
    public static final String AUTHORIZATION = "Authorization";

    private RvpField() {}
}
