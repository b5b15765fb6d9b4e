package org.sallyport.protocols.oscar.write;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.Fragments;
import org.sallyport.protocols.oscar.wire.LineStyle;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

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
    private static final int PUBLIC = 0x0001;
    private static final int SENDER = 0x0003;
    private static final int CONTENT = 0x0005;
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
     * 0E/05: a line in a room as the client says it. The service says it to everybody there.
     *
     * @param line as in {@link #inRoom}
     * @param reflected whether the service is to say it to its author too
     */
    public static ByteBuf intoRoom(long requestId, long cookie, String line, LineStyle style, boolean reflected) {
        SnacBuilder out = SnacBuilder.snac(ROOM, 0x0005, 0, requestId)
                .u64(cookie)
                .u16(CHANNEL_ROOM)
                .tlv(PUBLIC);
        if (reflected) {
            out.tlv(REFLECT);
        }
        return content(out, line, style);
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
     * 0E/06: a line in a room, for this client only. Who says it stands first: old clients show no name otherwise (observed with
     * an open server).
     *
     * @param aloud whether it is said to everybody there, and not whispered to this client
     * @param line what is said, mostly HTML; cut at 30,000 characters
     */
    public static ByteBuf inRoom(
            long requestId, long cookie, Speaker from, boolean aloud, String line, LineStyle style) {
        SnacBuilder out =
                SnacBuilder.snac(ROOM, 0x0006, 0, requestId).u64(cookie).u16(CHANNEL_ROOM);
        SnacBuilder.Open sender = out.open(SENDER);
        from.write(out);
        out.close(sender);
        if (aloud) {
            out.tlv(PUBLIC);
        }
        return content(out, line, style);
    }

    /** The same, aloud and written as usual. */
    public static ByteBuf inRoom(long requestId, long cookie, Speaker from, String line) {
        return inRoom(requestId, cookie, from, true, line, LineStyle.USUAL);
    }

    private static ByteBuf content(SnacBuilder out, String line, LineStyle style) {
        SnacBuilder.Open content = out.open(CONTENT);
        style.write(out, cut(line));
        return out.close(content).build();
    }

    /**
     * 0E/06 for a 0E/05 at hand: its author's client is shown its own line, with the id of the request, as the service does for
     * those that ask for it with TLV 6 (observed with an open server).
     *
     * @param buffer where {@code said} was read from
     * @param author whom the client is told that it comes from: its own account
     * @return empty when nobody asked for it, it is too broken to answer, or it would outgrow a frame
     */
    public static Optional<ByteBuf> reflection(SnacHeader said, ByteBuf buffer, Speaker author, Limits limits) {
        WireReader in = said.body(buffer);
        long cookie = in.u64();
        in.u16();
        TlvList tlvs = TlvList.read(in, limits);
        if (in.failed() || !tlvs.has(REFLECT)) {
            return Optional.empty();
        }
        SnacBuilder out =
                SnacBuilder.snac(ROOM, 0x0006, 0, said.requestId()).u64(cookie).u16(CHANNEL_ROOM);
        SnacBuilder.Open sender = out.open(SENDER);
        author.write(out);
        out.close(sender);
        if (tlvs.has(PUBLIC)) {
            out.tlv(PUBLIC);
        }
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() == CONTENT) {
                out.tlv(tlv);
            }
        }
        if (out.size() > Flap.MAX_PAYLOAD) {
            return TextRewrite.none(out);
        }
        return Optional.of(out.build());
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
