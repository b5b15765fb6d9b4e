package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * Ends a connection from our side so that the client knows why and doesn't come straight back. A sign-on that is still open gets
 * the failure "account locked" (66 = 14 with a page in 20), which clients show and don't retry; libyahoo2 wants the status -1,
 * libpurple and jYMSG look at 66. A running session gets an empty LOGOFF of status -1, which clients take for a sign-on
 * elsewhere, and stay away.
 *
 * <p>Confined to the connection's event loop.
 */
final class Farewell {

    private static final int LOCKED = 14;
    private static final String PAGE = "http://messenger.yahoo.com/";

    private final Connection connection;
    private final Voice voice;

    Farewell(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
    }

    /**
     * Adds what goes out, {@link Emission.Close} last. Notices are lost on a client that can't show any yet.
     *
     * @param asking whether a sign-on is open
     */
    void append(boolean asking, List<String> notices, List<Emission> out) {
        voice.notices(notices, out);
        if (asking) {
            PacketBuilder refusal = voice.asService(Service.AUTH_RESPONSE, Status.ERROR);
            ScreenName account = connection.account();
            if (account != null) {
                refusal.pair(Key.ACCOUNT, account.display()).pair(Key.ME, account.display());
            }
            voice.toClient(refusal.pair(Key.RESULT, LOCKED).pair(Key.URL, PAGE), out);
        } else if (connection.spoken()) {
            voice.toClient(voice.asService(Service.LOGOFF, Status.ERROR), out);
        }
        out.add(Emission.Close.INSTANCE);
        connection.closes();
    }
}
