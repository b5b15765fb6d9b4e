package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.p2p.P2p;
import org.sallyport.protocols.msnp.p2p.V1Header;
import org.sallyport.protocols.msnp.p2p.V2Header;

/**
 * Everything that is arranged on one connection, by whichever of the ways. The message a {@link Dealing} speaks of is the one
 * given; what is {@linkplain Said said} has the same form.
 *
 * <p><b>Threading:</b> confined to one thread. <b>Lifecycle:</b> as long as the connection; it holds no buffers. <b>Bounds:</b>
 * those of {@link Invitations} and {@link Calls}. <b>Bad input:</b> {@link Dealing.Broken}; nothing is thrown for what a peer sent.
 */
public final class Deals {

    private final Invitations invitations;
    private final Calls calls;

    /** For one connection. */
    public Deals(Limits limits, Announcements announcements) {
        invitations = new Invitations(limits, announcements);
        calls = new Calls(limits, announcements, false);
    }

    /**
     * Whether something is arranged in a message, by its content type. No client sends such a message in pieces; one that does
     * may be read piece by piece, which makes nothing of it.
     */
    public static boolean arranges(MimeMessage message) {
        String type = message.contentType();
        return type.equals(Invitations.TYPE) || type.equals(SwitchboardCarriage.TYPE);
    }

    /**
     * Reads a switchboard message.
     *
     * @return null when it {@linkplain #arranges arranges} nothing
     */
    public @Nullable Dealing read(Parties parties, MimeMessage message) {
        return switch (message.contentType()) {
            case Invitations.TYPE -> invitations.read(parties, message);
            case SwitchboardCarriage.TYPE -> packet(parties, message);
            default -> null;
        };
    }

    /** A name with a machine's GUID in it makes it version 2, for clients too. */
    private Dealing packet(Parties parties, MimeMessage message) {
        if (message.repeats(SwitchboardCarriage.DESTINATION) || message.bodyLength() < P2p.FOOTER) {
            return new Dealing.Broken("P2P message without a clear destination, or without a packet");
        }
        String destination = message.first(SwitchboardCarriage.DESTINATION);
        int end = message.bodyEnd() - P2p.FOOTER;
        P2p packet = destination != null && destination.indexOf(';') >= 0
                ? V2Header.read(message.buffer(), message.bodyStart(), end)
                : V1Header.read(message.buffer(), message.bodyStart(), end);
        return calls.read(
                parties,
                packet,
                message.buffer(),
                () -> new SwitchboardCarriage(parties, message, packet, calls.forgeries()));
    }

    /**
     * Reads the packets of a datagram, of which there may be several, and a footer behind them. What arranges something must stand
     * alone: a part of a datagram can't be held back. Of a file there may be one piece.
     *
     * @return what is {@linkplain Said said} in it is a packet
     */
    public Dealing datagram(Parties parties, ByteBuf buffer, int start, int end) {
        int length = V2Header.length(buffer, start, end);
        if (length < 0 || end - start - length <= P2p.FOOTER) {
            return packet(parties, buffer, start, end);
        }
        Dealing all = Dealing.Pass.INSTANCE;
        for (int at = start; end - at > P2p.FOOTER; at += length) {
            length = V2Header.length(buffer, at, end);
            Dealing one = length < 0 ? null : packet(parties, buffer, at, at + length);
            if (one instanceof Dealing.Piece && all == Dealing.Pass.INSTANCE) {
                all = one;
            } else if (one != Dealing.Pass.INSTANCE) {
                return new Dealing.Broken("several packets in one datagram that are not all data, or two of a file");
            }
        }
        return all;
    }

    private Dealing packet(Parties parties, ByteBuf buffer, int start, int end) {
        P2p packet = P2p.either(buffer, start, end);
        return calls.read(parties, packet, buffer, () -> new BarePacket(parties.side(), packet, calls.forgeries()));
    }

    private static final class BarePacket extends PacketCarriage {

        BarePacket(Side from, P2p packet, Forgeries forgeries) {
            super(from, packet, forgeries);
        }

        @Override
        ByteBuf wrap(boolean back, ByteBuf bytes) {
            return bytes.copy();
        }
    }

    /** Reads an SLP message that stands alone, as in {@code UUN} and {@code UBN} of type 3. */
    public Dealing bare(Parties parties, ByteBuf buffer, int start, int end) {
        return calls.bare(parties, ByteBufUtil.getBytes(buffer, start, end - start));
    }
}
