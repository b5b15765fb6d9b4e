package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.SignOn.Phase;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * How a client gets in: by a hash of its password (17/06, 17/07, 17/02, 17/03), by a password merely roasted (both TLVs in the
 * hello, answer on channel 4), or by a cookie from an earlier connection. Shutko's description, "Login"; the first observed in
 * captures of libpurple and joscar, with the client speaking before the service and after it.
 *
 * <p>Neither side's hello waits for the other's. Confined to the connection's event loop.
 */
final class SignOn {

    /** How the client asks. */
    enum Method {
        BUCP("bucp-md5"),
        ROASTED("roasted"),
        COOKIE("cookie");

        private final String word;

        Method(String word) {
            this.word = word;
        }
    }

    private static final int FAMILY_CONTROL = 0x0001;
    private static final int FAMILY_MESSAGES = 0x0004;

    private static final int NAME = 0x0001;
    private static final int ROASTED_PASSWORD = 0x0002;
    private static final int CLIENT_STRING = 0x0003;
    private static final int ERROR_CODE = 0x0008;
    private static final int DISCONNECT_REASON = 0x0009;

    private final Connection connection;
    private final Outlet outlet;
    private final Farewell farewell;

    private @Nullable Method method;
    private @Nullable String client;
    private boolean answered;

    SignOn(Connection connection, Outlet outlet, Voice voice) {
        this.connection = connection;
        this.outlet = outlet;
        this.farewell = new Farewell(connection, outlet, this, voice);
    }

    /** How to end a connection in whatever phase it is. */
    Farewell farewell() {
        return farewell;
    }

    /** The method of a request that has no answer yet; null when none is open. */
    @Nullable Method open() {
        return answered ? null : method;
    }

    /** Channel 1, from either side. */
    Finding hello(Side from, Frame frame) {
        if (connection.greeted(from)) {
            return new Finding.Broken("second sign-on frame");
        }
        WireReader in = new WireReader(frame.buffer(), FlapView.payload(frame), FlapView.end(frame));
        if (in.u32() != FlapView.VERSION || in.failed()) {
            return new Finding.Broken("sign-on frame of an unknown version");
        }
        TlvList tlvs = TlvList.read(in, connection.context().limits());
        if (in.failed()) {
            return new Finding.Broken("sign-on frame with broken TLVs");
        }
        connection.greets(from);
        return from == Side.CLIENT ? clientHello(tlvs) : Finding.Pass.INSTANCE;
    }

    private Finding clientHello(TlvList tlvs) {
        client = tlvs.text(CLIENT_STRING);
        var cookie = tlvs.first(Redirect.COOKIE);
        if (cookie != null) {
            return presented(cookie.bytes());
        }
        String name = tlvs.text(NAME);
        if (name != null && tlvs.has(ROASTED_PASSWORD)) {
            connection.purpose(Purpose.AUTHORIZER);
            connection.named(name);
            return asks(Method.ROASTED);
        }
        return Finding.Pass.INSTANCE;
    }

    private Finding presented(byte[] cookie) {
        Handoff handoff = connection.context().handoffs().recall(OscarPlugin.ID, cookie);
        if (handoff != null) {
            connection.continues(handoff);
            if (connection.purpose() != Purpose.BOS) {
                return Finding.Pass.INSTANCE;
            }
        }
        // A cookie nobody told us of (a web sign-on, or our restart) may be for any service. Rules see it all the same;
        // which service it is shows in what the other side serves (01/03).
        return asks(Method.COOKIE);
    }

    /**
     * Whether names and passwords have a place here. Behind a cookie they don't: a client that sent them there could pass for
     * somebody else.
     */
    boolean authorizes() {
        return connection.purpose() == Purpose.AUTHORIZER
                || (connection.purpose() == Purpose.UNKNOWN && method == null);
    }

    /** 17/06: the name as it was typed. No event: the person may still be asked for the password, and give up. */
    Finding keyRequest(SnacHeader header, Frame frame) {
        connection.purpose(Purpose.AUTHORIZER);
        method = Method.BUCP;
        answered = false;
        WireReader in = header.body(frame.buffer());
        String name = TlvList.read(in, connection.context().limits()).text(NAME);
        if (in.failed()) {
            return new Finding.Broken("key request with broken TLVs");
        }
        if (name != null) {
            connection.named(name);
        }
        return Finding.Pass.INSTANCE;
    }

    /** 17/02: name and hash. */
    Finding login(SnacHeader header, Frame frame) {
        connection.purpose(Purpose.AUTHORIZER);
        WireReader in = header.body(frame.buffer());
        TlvList tlvs = TlvList.read(in, connection.context().limits());
        if (in.failed()) {
            return new Finding.Broken("login with broken TLVs");
        }
        String name = tlvs.text(NAME);
        if (name != null) {
            connection.named(name);
        }
        client = tlvs.text(CLIENT_STRING);
        return asks(Method.BUCP);
    }

    private Finding asks(Method by) {
        method = by;
        answered = false;
        return new Finding.Asks(event(Flow.OUTBOUND, Phase.REQUESTED, null), this::enforceRequest);
    }

    private void enforceRequest(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(outlet.forward(from, frame));
        } else {
            outlet.drop(from, frame);
            end(ruling, out);
        }
    }

    /** 17/03: the answer, good or bad. */
    Finding loginReply(SnacHeader header, Frame frame) {
        WireReader in = header.body(frame.buffer());
        TlvList tlvs = TlvList.read(in, connection.context().limits());
        return in.failed() ? new Finding.Broken("login reply with broken TLVs") : answer(tlvs, frame);
    }

    /** 17/01: the service didn't like the SNAC itself, which clients take for a no. */
    Finding loginError(SnacHeader header, Frame frame) {
        int code = header.body(frame.buffer()).u16();
        return refused("error " + hex(code));
    }

    /** 01/03: what this connection serves, for a client that came with a cookie we don't know. */
    void serves(SnacHeader header, Frame frame) {
        if (connection.purpose() != Purpose.UNKNOWN) {
            return;
        }
        WireReader in = header.body(frame.buffer());
        Purpose side = Purpose.OTHER;
        while (in.remaining() >= 2) {
            int family = in.u16();
            if (family == FAMILY_MESSAGES) {
                connection.purpose(Purpose.BOS);
                return;
            }
            if (family != FAMILY_CONTROL) {
                side = Purpose.ofFamily(family);
            }
        }
        connection.purpose(side);
    }

    /** Channel 4: the answer to a roasted password, or the end of a session. */
    Finding close(Side from, Frame frame) {
        WireReader in = new WireReader(frame.buffer(), FlapView.payload(frame), FlapView.end(frame));
        TlvList tlvs = TlvList.read(in, connection.context().limits());
        boolean login = from == Side.SERVER && (open() == Method.ROASTED || open() == Method.BUCP);
        if (login && in.failed()) {
            return new Finding.Broken("login answer with broken TLVs");
        }
        if (login && (Redirect.isIn(tlvs) || tlvs.has(ERROR_CODE))) {
            return answer(tlvs, frame);
        }
        if (!connection.inSession()) {
            return Finding.Pass.INSTANCE;
        }
        connection.signsOff();
        String how = from == Side.CLIENT ? "by the client" : reason((int) tlvs.number(DISCONNECT_REASON, 0));
        // Whatever the rules say, an end is an end.
        return new Finding.Asks(
                new ImEvent.SignOff(Flow.from(from), connection.account(), how),
                (side, close, ruling, out) -> out.add(outlet.forward(side, close)));
    }

    private static String reason(int code) {
        return switch (code) {
            case 1 -> "signed on elsewhere";
            case 2 -> "account deleted";
            default -> "by the service";
        };
    }

    private Finding answer(TlvList tlvs, Frame frame) {
        String name = tlvs.text(NAME);
        if (!Redirect.isIn(tlvs)) {
            return refused(hex((int) tlvs.number(ERROR_CODE, 0)));
        }
        Redirect redirect = Redirect.read(tlvs, FlapView.payloadLength(frame), connection.context());
        if (redirect == null) {
            return new Finding.Broken("login reply without a usable address");
        }
        if (name != null) {
            connection.named(name);
        }
        return new Finding.Asks(
                event(Flow.INBOUND, Phase.ACCEPTED, null),
                (from, reply, ruling, out) -> enforceAccepted(from, reply, redirect, ruling, out));
    }

    private void enforceAccepted(Side from, Frame frame, Redirect redirect, Ruling ruling, List<Emission> out) {
        if (!(ruling.verdict() instanceof Verdict.Allow)) {
            outlet.drop(from, frame);
            end(ruling, out);
            return;
        }
        answered = true;
        redirect.remember(
                connection.context(), new Handoff(connection.service(), connection.account(), Purpose.BOS.id(), null));
        if (!redirect.replaced()) {
            out.add(outlet.forward(from, frame));
            return;
        }
        Optional<ByteBuf> rewritten =
                redirect.rewrite(frame, connection.context().limits());
        if (rewritten.isPresent()) {
            out.add(outlet.replace(from, frame, rewritten.get()));
        } else {
            // Never the original: it would lead the client past us.
            outlet.drop(from, frame);
            farewell.append(List.of(), out);
        }
    }

    private Finding refused(String code) {
        return new Finding.Asks(event(Flow.INBOUND, Phase.REFUSED, code), (from, frame, ruling, out) -> {
            // A no needs nobody's leave.
            answered = true;
            out.add(outlet.forward(from, frame));
        });
    }

    /**
     * 01/0F: the account as the service writes it, pushed again whenever it changes. The first one says that a session stands,
     * and for some ways in it is the first to say whose.
     */
    Finding selfInfo(SnacHeader header, Frame frame) {
        if (connection.welcomed()) {
            return Finding.Pass.INSTANCE;
        }
        WireReader in = header.body(frame.buffer());
        UserInfo self = UserInfo.read(in, connection.context().limits());
        if (in.failed()) {
            return new Finding.Broken("self info with a broken user info block");
        }
        connection.named(self.name());
        if (connection.purpose() == Purpose.UNKNOWN) {
            // Neither a hand-off nor 01/03 has told: take it for what rules have most to say about.
            connection.purpose(Purpose.BOS);
        }
        if (connection.purpose() != Purpose.BOS) {
            connection.welcome();
            return Finding.Pass.INSTANCE;
        }
        return new Finding.Asks(event(Flow.INBOUND, Phase.ACCEPTED, null), (from, info, ruling, out) -> {
            if (ruling.verdict() instanceof Verdict.Allow) {
                connection.welcome();
                answered = true;
                out.add(outlet.forward(from, info));
            } else {
                outlet.drop(from, info);
                end(ruling, out);
            }
        });
    }

    /** Drop is silent; everything else tells the client as its protocol does. */
    private void end(Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Drop) {
            connection.closes();
            out.add(Emission.Close.INSTANCE);
        } else {
            farewell.append(List.of(), out);
        }
    }

    private ImEvent event(Flow flow, Phase phase, @Nullable String detail) {
        Method by = method == null ? Method.COOKIE : method;
        return new ImEvent.SignOn(flow, phase, connection.account(), by.word, client, detail);
    }

    private static String hex(int code) {
        return HexFormat.of().toHexDigits((short) code).toUpperCase(Locale.ROOT);
    }
}
