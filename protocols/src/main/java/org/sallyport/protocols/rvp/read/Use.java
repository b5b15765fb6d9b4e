package org.sallyport.protocols.rvp.read;

import org.sallyport.protocols.rvp.wire.CallBackUrl;
import org.sallyport.protocols.rvp.wire.RvpField;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * What a request is for, by its head (Internet-Draft "RVP: A Presence and Instant Messaging Protocol"; {@code BPROPPATCH} and
 * {@code POLL} by the behaviour of Exchange 2000).
 */
public enum Use {
    /** SUBSCRIBE that asks for calls to the client's own address: a sign-on. */
    LOGON,
    /** SUBSCRIBE with the name of a subscription: it goes on. */
    RENEWAL,
    /** SUBSCRIBE to the properties of a node. */
    WATCH,
    /** UNSUBSCRIBE. */
    LEAVE,
    /** SUBSCRIPTIONS: who watches a node. */
    LIST,
    /** PROPPATCH, and BPROPPATCH for several nodes. */
    PROPERTIES,
    /** PROPFIND. */
    LOOKUP,
    /** ACL. */
    RIGHTS,
    /** NOTIFY. */
    NOTICE,
    /** POLL: asks for what was not delivered. */
    POLL,
    /** Anything else. */
    OTHER;

    /** The use of a request. */
    public static Use of(HttpHead head) {
        return switch (head.method()) {
            case "SUBSCRIBE" -> subscription(head.fields());
            case "UNSUBSCRIBE" -> LEAVE;
            case "SUBSCRIPTIONS" -> LIST;
            case "PROPPATCH", "BPROPPATCH" -> PROPERTIES;
            case "PROPFIND" -> LOOKUP;
            case "ACL" -> RIGHTS;
            case "NOTIFY" -> NOTICE;
            case "POLL" -> POLL;
            default -> OTHER;
        };
    }

    /** Where to call decides: a client that renews may have moved, and then it is called there from now on. */
    private static Use subscription(HttpFields fields) {
        String callBack = fields.first(RvpField.CALL_BACK);
        if (callBack != null && CallBackUrl.read(callBack) != null) {
            return LOGON;
        }
        if (fields.first(RvpField.SUBSCRIPTION) != null) {
            return RENEWAL;
        }
        String type = fields.first(RvpField.TYPE);
        return type != null && type.strip().equalsIgnoreCase(RvpField.TO_CLIENT) ? LOGON : WATCH;
    }
}
