package org.sallyport.protocols.msnp;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.msnp.write.Commands;

/**
 * Ends a connection from our side: a sign-on that is still open gets the error "authentication failed" (911), upon which a
 * person is asked for the password and no client comes back by itself; everything else is told to go ({@code OUT}). Where a
 * conversation ends the service is told as well, so that the others see us leave.
 *
 * <p>Confined to the connection's event loop.
 */
final class Farewell {

    private static final String FAILED = "911";

    private final Connection connection;
    private final Voice voice;

    Farewell(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
    }

    /**
     * Adds what goes out, {@link Emission.Close} last. Notices are lost on a client that can't show any yet.
     *
     * @param openSignOn the transaction of a sign-on without an answer yet; empty when none is open
     */
    void append(List<String> notices, String openSignOn, List<Emission> out) {
        voice.notices(notices, out);
        if (!openSignOn.isEmpty()) {
            voice.toClient(Commands.line(FAILED, openSignOn), out);
        } else {
            voice.toClient(Commands.line("OUT"), out);
            if (connection.welcomed()) {
                voice.toServer(Commands.line("OUT"), out);
            }
        }
        silently(out);
    }

    /** Without a word. */
    void silently(List<Emission> out) {
        out.add(Emission.Close.INSTANCE);
        connection.closes();
    }
}
