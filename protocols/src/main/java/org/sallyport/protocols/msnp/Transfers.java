package org.sallyport.protocols.msnp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.msnp.write.Commands;

/**
 * Where the service sends a client: to another notification server ({@code XFR n NS host:port}), to a switchboard it asked for
 * ({@code XFR n SB host:port CKI cookie}), or to one that somebody calls it into ({@code RNG session host:port CKI cookie
 * caller name}). What follows differs between versions and stays byte for byte; only the address is replaced. The cookie, and
 * with it account, version, caller and session, is told to the connection that will present it.
 *
 * <p>Sources: hypothetic.org, MSNPiki, Escargot; captures of libpurple and of official clients (2005). Confined to the
 * connection's event loop.
 */
final class Transfers {

    private static final int USUAL_PORT = 1863;
    private static final int LONGEST_HOST = 255;
    private static final Finding BROKEN = new Finding.Broken("transfer without a usable address");

    private final Connection connection;

    Transfers(Connection connection) {
        this.connection = connection;
    }

    /** {@code XFR} from the service. */
    Finding transfer(CommandLine line) {
        if (line.is(2, "SB")) {
            if (!line.has(5)) {
                return new Finding.Broken("transfer without a cookie");
            }
            remember(line.bytes(5), null, null);
        }
        return lead(line, 3);
    }

    /** {@code RNG}. */
    Finding call(CommandLine line) {
        if (!line.has(5)) {
            return new Finding.Broken("call without a caller");
        }
        remember(line.bytes(4), line.token(1), MsnNames.of(line.decoded(5)));
        return lead(line, 2);
    }

    private void remember(byte[] cookie, @Nullable String session, @Nullable ScreenName caller) {
        connection.context().handoffs().remember(MsnpPlugin.ID, cookie, connection.handoff(session, caller));
    }

    private Finding lead(CommandLine line, int token) {
        Address target = parse(line.token(token));
        if (target == null) {
            return BROKEN;
        }
        Address ours = connection.context().advertise(target);
        return ours.equals(target)
                ? Finding.Pass.INSTANCE
                : new Finding.Instead(List.of(new Emission.Send(
                        Side.CLIENT, Commands.withToken(line, token, ours.host() + ":" + ours.port()))));
    }

    /** {@code host:port} or {@code host}; clients cut at the first colon, so there is no IPv6 literal. */
    private static @Nullable Address parse(String text) {
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.isEmpty() || host.length() > LONGEST_HOST || !host.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return null;
        }
        if (colon < 0) {
            return new Address(host, USUAL_PORT);
        }
        String digits = text.substring(colon + 1);
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int port = Integer.parseInt(digits);
        return port == 0 || port > 0xFFFF ? null : new Address(host, port);
    }
}
