package org.sallyport.protocols.oscar.write;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Answers in the service's place. All echo the request id they are given; every buffer is the caller's to release. */
public final class Replies {

    /** SNAC error: not allowed here; clients show "request denied". */
    public static final int DENIED = 0x0D;

    /** Sign-on error: suspended or blocked; the one code that clients name and don't retry on. */
    public static final int SIGN_ON_BLOCKED = 0x11;

    /** Feedbag edit: took effect. */
    public static final int EDIT_OK = 0x0000;

    /** Feedbag edit: the item is not acceptable; clients take their change back. */
    public static final int EDIT_BAD = 0x000A;

    private static final int ICBM = 0x0004;
    private static final int LONGEST_NAME = 255;
    private static final int NAME = 0x0001;
    private static final int URL = 0x0004;
    private static final int ERROR = 0x0008;

    private Replies() {}

    /**
     * xx/01: a request failed.
     *
     * @param family whose error, such as 0004 for a refused message
     * @param requestId of the request
     * @param code such as {@link #DENIED}; clients have a text of their own for each
     */
    public static ByteBuf error(int family, long requestId, int code) {
        return SnacBuilder.snac(family, 0x0001, 0, requestId).u16(code).build();
    }

    /** 04/0C: the service has taken the message over. */
    public static ByteBuf hostAck(long requestId, long cookie, int channel, String to) {
        return SnacBuilder.snac(ICBM, 0x000C, 0, requestId)
                .u64(cookie)
                .u16(channel)
                .s8(to)
                .build();
    }

    /**
     * 04/0C for a 04/06 at hand, with cookie, channel and name as they stand in it.
     *
     * @param buffer where {@code sent} was read from
     * @return empty when the message is too broken to answer
     */
    public static Optional<ByteBuf> hostAck(SnacHeader sent, ByteBuf buffer) {
        WireReader in = sent.body(buffer);
        in.u64();
        in.u16();
        in.b8();
        if (in.failed()) {
            return Optional.empty();
        }
        return Optional.of(SnacBuilder.snac(ICBM, 0x000C, 0, sent.requestId())
                .copy(buffer, sent.bodyStart(), in.position())
                .build());
    }

    /**
     * 13/0E: what became of an edit, one code for each item in it.
     *
     * @param items how many items the edit had
     */
    public static ByteBuf feedbagStatus(long requestId, int code, int items) {
        SnacBuilder out = SnacBuilder.snac(0x0013, 0x000E, 0, requestId);
        for (int i = 0; i < items; i++) {
            out.u16(code);
        }
        return out.build();
    }

    /**
     * 17/03: no sign-on.
     *
     * @param name as it was typed
     * @param code such as {@link #SIGN_ON_BLOCKED}
     * @param url where to read more; some clients offer it
     */
    public static ByteBuf signOnRefused(long requestId, String name, int code, @Nullable String url) {
        return refusal(SnacBuilder.snac(0x0017, 0x0003, 0, requestId), name, code, url);
    }

    /** The same as TLVs for a channel-4 FLAP: the answer to an old sign-on on channel 1. */
    public static ByteBuf signOnRefusedTlvs(String name, int code, @Nullable String url) {
        return refusal(SnacBuilder.bare(), name, code, url);
    }

    private static ByteBuf refusal(SnacBuilder out, String name, int code, @Nullable String url) {
        String echoed = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        out.tlv(NAME, echoed).tlv16(ERROR, code);
        if (url != null) {
            out.tlv(URL, url);
        }
        return out.build();
    }
}
