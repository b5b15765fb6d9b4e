package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.write.Replies;

/**
 * Ends a connection from our side so that the client knows why and doesn't come straight back: a login that is still open gets
 * the error "suspended or blocked", the one that clients name and don't retry (0x0011: libpurple, joscar; Shutko's table of
 * login errors); everything else a sign-off frame.
 *
 * <p>Confined to the connection's event loop.
 */
final class Farewell {

    /** Servers answer sign-on requests under id 0 (observed). */
    private static final long UNASKED = 0;

    private final Connection connection;
    private final Outlet outlet;
    private final SignOn signOn;
    private final Voice voice;

    Farewell(Connection connection, Outlet outlet, SignOn signOn, Voice voice) {
        this.connection = connection;
        this.outlet = outlet;
        this.signOn = signOn;
        this.voice = voice;
    }

    /** Adds what goes out, {@link Emission.Close} last. Notices are lost on a client that can't show any yet. */
    void append(List<String> notices, List<Emission> out) {
        voice.notices(notices, out);
        greet(out);
        SignOn.Method open = signOn.open();
        if (open == SignOn.Method.BUCP) {
            ByteBuf refusal = Replies.signOnRefused(UNASKED, name(), Replies.SIGN_ON_BLOCKED, null);
            out.add(outlet.send(Side.CLIENT, Flap.DATA, refusal));
        } else if (open == SignOn.Method.ROASTED) {
            ByteBuf refusal = Replies.signOnRefusedTlvs(name(), Replies.SIGN_ON_BLOCKED, null);
            out.add(outlet.send(Side.CLIENT, Flap.SIGN_OFF, refusal));
        } else {
            out.add(outlet.send(Side.CLIENT, Flap.SIGN_OFF, Unpooled.EMPTY_BUFFER));
        }
        out.add(Emission.Close.INSTANCE);
        connection.closes();
    }

    /** Clients speak before the service does and may be refused before it has; none takes an answer without a hello. */
    private void greet(List<Emission> out) {
        if (!connection.greeted(Side.SERVER)) {
            out.add(outlet.send(
                    Side.CLIENT,
                    Flap.SIGN_ON,
                    SnacBuilder.bare().u32(FlapView.VERSION).build()));
            connection.greets(Side.SERVER);
        }
    }

    private String name() {
        ScreenName account = connection.account();
        return account == null ? "" : account.display();
    }
}
