package org.sallyport.protocols.msnp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.deal.Announcements;
import org.sallyport.protocols.msnp.deal.Dealing;
import org.sallyport.protocols.msnp.deal.Deals;
import org.sallyport.protocols.msnp.deal.Parties;
import org.sallyport.protocols.msnp.deal.Said;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.msnp.wire.Percent;
import org.sallyport.protocols.msnp.write.Commands;

/**
 * Files, calls and all else that two clients arrange: carries what {@link Deals} finds in switchboard messages and in notes of type
 * 3 ({@code UUN}, {@code UBN}), and what is said in a client's place.
 *
 * <p>Whatever doesn't go on is acknowledged to the client as its class asks: that it was refused it learns from the other's "no",
 * which seems to come from whom it asked. What is said to the other goes out as the client's own command, with a transaction far
 * above where clients count; the service's answers to those are kept from the client.
 *
 * <p>Confined to the connection's event loop.
 */
final class Negotiations {

    private static final String PACKET = "application/x-msnmsgrp2p";
    private static final String DESTINATION = "P2P-Dest";
    private static final String SLP = "3";

    /** Clients count from 1. */
    private static final long FIRST_OWN = 2_000_000_000L;

    private final Connection connection;
    private final Voice voice;
    private final Deals deals;
    private long nextOwn = FIRST_OWN;

    Negotiations(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
        this.deals = new Deals(
                connection.limits(), new Announcements(connection.context().handoffs(), connection::service));
    }

    /** A switchboard message; null when nothing is arranged in it. */
    @Nullable Finding message(Side from, CommandLine line, Post post) {
        Parties parties = parties(from, post);
        Dealing dealing = deals.read(parties, post.mime());
        if (dealing == null) {
            return null;
        }
        String delivery = post.mime().contentType().equals(PACKET) ? "D" : "U";
        return carry(from, line, dealing, (said, now) -> inSwitchboard(said, parties, delivery, now), this::taken);
    }

    /** Of several people only one is meant, where a head says so. */
    private static Parties parties(Side from, Post post) {
        if (from == Side.CLIENT && post.to().size() > 1) {
            String destination = post.mime().first(DESTINATION);
            ScreenName meant = MsnNames.of(destination == null ? "" : destination);
            if (post.to().contains(meant)) {
                return new Parties(from, post.from(), List.of(meant));
            }
        }
        return new Parties(from, post.from(), post.to());
    }

    /** A note of type 3: an SLP message and nothing else. */
    Finding note(Side from, CommandLine line, ScreenName other) {
        ScreenName account = connection.account();
        boolean ours = from == Side.CLIENT;
        Parties parties = ours
                ? new Parties(from, account, List.of(other))
                : new Parties(from, other, account == null ? List.of() : List.of(account));
        return carry(
                from,
                line,
                deals.bare(parties, line.buffer(), line.payloadStart(), line.payloadEnd()),
                this::inNote,
                (now, out) -> voice.toClient(Commands.line("UUN", now.token(1), "OK"), out));
    }

    /**
     * A datagram of version 21: packets, or with {@code bare} an SLP message.
     *
     * @param wrap makes a datagram of what is said in another's place
     */
    Finding datagram(
            Side from,
            CommandLine line,
            Post post,
            boolean bare,
            BiFunction<Said, CommandLine, @Nullable ByteBuf> wrap) {
        Parties parties = new Parties(from, post.from(), post.to());
        MimeMessage mime = post.mime();
        Dealing dealing = bare
                ? deals.bare(parties, mime.buffer(), mime.bodyStart(), mime.bodyEnd())
                : deals.datagram(parties, mime.buffer(), mime.bodyStart(), mime.bodyEnd());
        // Nothing depends on datagrams being acknowledged.
        return carry(from, line, dealing, wrap, (now, out) -> {});
    }

    /** A transaction for a command of the gateway's own. */
    String ownTransaction() {
        return Long.toString(nextOwn++);
    }

    /** Whether the service answers a command of ours with this line. */
    boolean answersUs(CommandLine line) {
        long transaction = line.number(1);
        return transaction >= FIRST_OWN && transaction < nextOwn;
    }

    /** How the client hears that its command has arrived, though it went no further. */
    private interface Receipt {
        void give(CommandLine line, List<Emission> out);
    }

    private Finding carry(
            Side from,
            CommandLine line,
            Dealing dealing,
            BiFunction<Said, CommandLine, @Nullable ByteBuf> wrap,
            Receipt receipt) {
        return switch (dealing) {
            case Dealing.Pass pass -> Finding.Pass.INSTANCE;
            case Dealing.Broken(String why) -> new Finding.Broken(why);
            case Dealing.Swallow(List<Said> said) -> {
                List<Emission> out = new ArrayList<>(3);
                stopped(from, line, said, wrap, receipt, out);
                yield new Finding.Instead(out);
            }
            case Dealing.Asks(var events, var enforcement) ->
                new Finding.Asks(events, enforcing(enforcement, wrap, receipt));
            case Dealing.Piece(var file, int start, int length, boolean last, var enforcement) ->
                new Finding.Piece(file, start, length, last, enforcing(enforcement, wrap, receipt));
        };
    }

    private Enforcement enforcing(
            Dealing.Enforcement enforcement, BiFunction<Said, CommandLine, @Nullable ByteBuf> wrap, Receipt receipt) {
        return (side, frame, ruling, out) -> {
            var carried = enforcement.carryOut(ruling);
            if (carried.forward()) {
                out.add(Emission.Forward.INSTANCE);
            } else {
                stopped(side, CommandLine.of(frame), carried.said(), wrap, receipt, out);
            }
            voice.notices(ruling.notices(), out);
        };
    }

    private static void stopped(
            Side from,
            CommandLine line,
            List<Said> all,
            BiFunction<Said, CommandLine, @Nullable ByteBuf> wrap,
            Receipt receipt,
            List<Emission> out) {
        if (from == Side.CLIENT) {
            receipt.give(line, out);
        }
        for (Said said : all) {
            ByteBuf command = wrap.apply(said, line);
            if (command == null) {
                said.payload().release();
            } else {
                out.add(new Emission.Send(said.to(), command));
            }
        }
    }

    private void taken(CommandLine line, List<Emission> out) {
        if (line.is(2, "A") || line.is(2, "D")) {
            voice.ack(line.token(1), out);
        }
    }

    /** To the client in the name of whom it talks to; null when that is nobody. */
    private @Nullable ByteBuf inSwitchboard(Said said, Parties parties, String delivery, CommandLine line) {
        if (said.to() == Side.SERVER) {
            return Commands.joined("MSG " + ownTransaction() + " " + delivery, said.payload());
        }
        if (parties.side() == Side.SERVER) {
            return Commands.joined("MSG " + line.token(1) + " " + line.token(2), said.payload());
        }
        if (parties.to().isEmpty()) {
            return null;
        }
        String person = Percent.encode(parties.to().getFirst().display());
        return Commands.joined("MSG " + person + " " + person, said.payload());
    }

    private ByteBuf inNote(Said said, CommandLine line) {
        boolean fromClient = line.is(0, "UUN");
        String other = line.token(fromClient ? 2 : 1);
        String command = said.to() == Side.SERVER ? "UUN " + ownTransaction() : "UBN";
        return Commands.joined(command + " " + other + " " + SLP, said.payload());
    }
}
