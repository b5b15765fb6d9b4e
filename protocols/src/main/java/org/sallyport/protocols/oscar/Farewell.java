package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.SnacBuilder;

/**
 * Ends a connection from our side so that the client knows why and doesn't come straight back: a login that is still open gets
 * the error "suspended or blocked", the one that clients name and don't retry (0x0011: libpurple, joscar; Shutko's table of
 * login errors); everything else a sign-off frame.
 *
 * <p>Confined to the connection's event loop.
 */
final class Farewell {

    private static final int NAME = 0x0001;
    private static final int ERROR_CODE = 0x0008;
    private static final int BLOCKED = 0x0011;

    private final Connection connection;
    private final Outlet outlet;
    private final SignOn signOn;
    private final Replies replies;

    Farewell(Connection connection, Outlet outlet, SignOn signOn, Replies replies) {
        this.connection = connection;
        this.outlet = outlet;
        this.signOn = signOn;
        this.replies = replies;
    }

    /** Adds what goes out, {@link Emission.Close} last. Notices are lost on a client that can't show any yet. */
    void append(List<String> notices, List<Emission> out) {
        replies.notices(notices, out);
        greet(out);
        SignOn.Method open = signOn.open();
        if (open == SignOn.Method.BUCP) {
            out.add(outlet.send(Side.CLIENT, Flap.DATA, error(SnacBuilder.snac(0x0017, 0x0003, 0, 0))));
        } else if (open == SignOn.Method.ROASTED) {
            out.add(outlet.send(Side.CLIENT, Flap.SIGN_OFF, error(SnacBuilder.bare())));
        } else {
            out.add(outlet.send(
                    Side.CLIENT, Flap.SIGN_OFF, SnacBuilder.bare().build()));
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

    private ByteBuf error(SnacBuilder answer) {
        ScreenName account = connection.account();
        answer.tlv(NAME, displayed(account));
        return answer.tlv16(ERROR_CODE, BLOCKED).build();
    }

    private static String displayed(@Nullable ScreenName account) {
        return account == null ? "" : account.display();
    }
}
