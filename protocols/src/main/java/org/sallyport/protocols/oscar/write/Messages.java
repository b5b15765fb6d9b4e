package org.sallyport.protocols.oscar.write;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.Fragments;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.TextCodec;

/** Messages of the gateway's own, and the end of a rendezvous on somebody's behalf. Every buffer is the caller's to release. */
public final class Messages {

    /** Rendezvous cancel: no reason given. */
    public static final int CANCEL_UNKNOWN = 0;

    /** Rendezvous cancel: by the person. */
    public static final int CANCEL_BY_USER = 1;

    private static final int ICBM = 0x0004;
    private static final int ROOM = 0x000E;
    private static final int CHANNEL_IM = 1;
    private static final int CHANNEL_RENDEZVOUS = 2;
    private static final int CHANNEL_ROOM = 3;
    private static final int FRAGMENTS = 0x0002;
    private static final int TAKES_TYPING = 0x000B;
    private static final int STORE = 0x0006;
    private static final int REFLECT = 0x0006;
    private static final int BLOCK = 0x0005;
    private static final int CANCEL = 1;
    private static final int CANCEL_REASON = 0x000B;
    private static final int DECLINED = 3;

    private static final int MOST_CHARACTERS = 30_000;

    private Messages() {}

    /**
     * 04/07 on channel 1: an instant message for the client.
     *
     * @param requestId a number from the service's half, highest bit set
     * @param cookie eight random bytes
     * @param text as the client gets it: HTML for AIM ({@link Markup#html}), usually plain for ICQ; ASCII is sent as such,
     *     anything else as UTF-16; cut at 30,000 characters
     */
    public static ByteBuf incoming(long requestId, long cookie, Speaker from, String text) {
        SnacBuilder out =
                SnacBuilder.snac(ICBM, 0x0007, 0, requestId).u64(cookie).u16(CHANNEL_IM);
        from.write(out);
        SnacBuilder.Open tlv = out.open(FRAGMENTS);
        SnacBuilder.Open features = out.open(Fragments.FEATURES);
        out.u8(1).close(features);
        text(out, cut(text));
        out.close(tlv);
        if (from.typing()) {
            out.tlv(TAKES_TYPING);
        }
        return out.build();
    }

    /**
     * 04/06 on channel 1: an instant message as the client says it, to be stored when its recipient is away. No acknowledgement
     * is asked for.
     *
     * @param requestId a number from the client's half
     * @param text as the service gets it; cut at 30,000 characters
     */
    public static ByteBuf outgoing(long requestId, long cookie, String to, String text) {
        SnacBuilder out = SnacBuilder.snac(ICBM, 0x0006, 0, requestId)
                .u64(cookie)
                .u16(CHANNEL_IM)
                .s8(to);
        SnacBuilder.Open tlv = out.open(FRAGMENTS);
        SnacBuilder.Open features = out.open(Fragments.FEATURES);
        out.u8(1).close(features);
        text(out, cut(text));
        return out.close(tlv).tlv(STORE).build();
    }

    /**
     * 0E/05: a line in a room as the client says it. The service says it to everybody there, its author included.
     *
     * @param html as in {@link #inRoom}
     */
    public static ByteBuf intoRoom(long requestId, long cookie, String html) {
        SnacBuilder out = SnacBuilder.snac(ROOM, 0x0005, 0, requestId)
                .u64(cookie)
                .u16(CHANNEL_ROOM)
                .tlv(0x0001)
                .tlv(REFLECT);
        return line(out, html);
    }

    /** Cut so that the frame holds it; no client takes texts of this length. */
    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }

    /** One text fragment. */
    static void text(SnacBuilder out, String text) {
        TextCodec.Encoded encoded = TextCodec.encode(text);
        SnacBuilder.Open fragment = out.open(Fragments.TEXT);
        out.u16(encoded.charset()).u16(0).bytes(encoded.bytes()).close(fragment);
    }

    /**
     * 0E/06: a line in a room, for this client only.
     *
     * @param html what is said, as HTML; cut at 30,000 characters
     */
    public static ByteBuf inRoom(long requestId, long cookie, Speaker from, String html) {
        SnacBuilder out =
                SnacBuilder.snac(ROOM, 0x0006, 0, requestId).u64(cookie).u16(CHANNEL_ROOM);
        SnacBuilder.Open sender = out.open(0x0003);
        from.write(out);
        out.close(sender).tlv(0x0001);
        return line(out, html);
    }

    private static ByteBuf line(SnacBuilder out, String html) {
        SnacBuilder.Open content = out.open(0x0005);
        TextCodec.Encoded encoded = TextCodec.encode(cut(html));
        out.tlv(0x0001, encoded.bytes())
                .tlv(0x0002, TextCodec.nameOf(encoded.charset()))
                .tlv(0x0003, "en")
                .close(content);
        return out.build();
    }

    /**
     * 04/07 on channel 2: the peer calls a rendezvous off; the one refusal that every client obeys.
     *
     * @param cookie the rendezvous's own
     * @param capability what it was about, as in the proposal
     * @param peer whom the client takes it from
     * @param reason such as {@link #CANCEL_BY_USER}
     */
    public static ByteBuf cancelFromPeer(long requestId, long cookie, Capability capability, Speaker peer, int reason) {
        SnacBuilder out =
                SnacBuilder.snac(ICBM, 0x0007, 0, requestId).u64(cookie).u16(CHANNEL_RENDEZVOUS);
        peer.write(out);
        return cancel(out, cookie, capability, reason);
    }

    /** 04/06 on channel 2: the client calls a rendezvous off. No acknowledgement is asked for. */
    public static ByteBuf cancelToPeer(long requestId, long cookie, Capability capability, String peer, int reason) {
        SnacBuilder out = SnacBuilder.snac(ICBM, 0x0006, 0, requestId)
                .u64(cookie)
                .u16(CHANNEL_RENDEZVOUS)
                .s8(peer);
        return cancel(out, cookie, capability, reason);
    }

    /**
     * 04/14: somebody types, for the client.
     *
     * @param state 0 finished, 1 paused, 2 writing, 15 the window was closed
     */
    public static ByteBuf typing(long requestId, long cookie, String from, int state) {
        return SnacBuilder.snac(ICBM, 0x0014, 0, requestId)
                .u64(cookie)
                .u16(CHANNEL_IM)
                .s8(from)
                .u16(state)
                .build();
    }

    private static ByteBuf cancel(SnacBuilder out, long cookie, Capability capability, int reason) {
        SnacBuilder.Open block = out.open(BLOCK);
        out.u16(CANCEL)
                .u64(cookie)
                .u64(capability.high())
                .u64(capability.low())
                .tlv16(CANCEL_REASON, reason)
                .close(block);
        return out.build();
    }

    /**
     * 04/0B on channel 2: a client refuses a rendezvous. Some clients don't listen to it; a cancel does what this says.
     *
     * @param name towards the client the peer's, towards the service the one to be told
     * @param why 0 not supported, 1 declined, 2 not accepting
     */
    public static ByteBuf decline(long requestId, long cookie, String name, int why) {
        return SnacBuilder.snac(ICBM, 0x000B, 0, requestId)
                .u64(cookie)
                .u16(CHANNEL_RENDEZVOUS)
                .s8(name)
                .u16(DECLINED)
                .u16(2)
                .u16(why)
                .build();
    }
}
