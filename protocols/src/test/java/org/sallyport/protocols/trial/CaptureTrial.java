package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/**
 * Plays a recording through identification and {@link ConnectionTrial}s, all its connections sharing their hand-offs, and
 * writes down what happened.
 */
public final class CaptureTrial implements AutoCloseable {

    /** Cuts what a side said at once into the pieces it arrives in. */
    public interface Splitter {
        /** The pieces, in order, together all of {@code bytes}. */
        List<ByteBuf> split(ByteBuf bytes);
    }

    /** As it was captured. */
    public static List<ByteBuf> whole(ByteBuf bytes) {
        return List.of(bytes);
    }

    /** One byte at a time. */
    public static List<ByteBuf> byteByByte(ByteBuf bytes) {
        List<ByteBuf> pieces = new ArrayList<>();
        for (int i = 0; i < bytes.readableBytes(); i++) {
            pieces.add(bytes.slice(i, 1));
        }
        return pieces;
    }

    /** Pieces of 1 to 40 bytes, the same for the same seed. */
    public static Splitter random(long seed) {
        Random random = new Random(seed);
        return bytes -> {
            List<ByteBuf> pieces = new ArrayList<>();
            for (int at = 0; at < bytes.readableBytes(); ) {
                int length = Math.min(1 + random.nextInt(40), bytes.readableBytes() - at);
                pieces.add(bytes.slice(at, length));
                at += length;
            }
            return pieces;
        };
    }

    private final class Played {
        final TcpConnection connection;
        final ByteBuf fromClient = Unpooled.buffer();
        final ByteBuf fromServer = Unpooled.buffer();
        final List<Recording.Said> waiting = new ArrayList<>();

        @Nullable ConnectionTrial trial;

        @Nullable KnownContacts contacts;

        int printed;

        Played(TcpConnection connection) {
            this.connection = connection;
        }

        void say(Side from, ByteBuf piece) {
            if (trial == null) {
                waiting.add(new Recording.Said(connection, from, piece));
                var unused = (from == Side.CLIENT ? fromClient : fromServer).writeBytes(piece.duplicate());
                identify();
            } else {
                trial.feed(from, piece);
            }
            print();
        }

        private void identify() {
            Address destination = new Address(
                    connection.server().getAddress().getHostAddress(),
                    connection.server().getPort());
            InetSocketAddress client = connection.client();
            Opening opening = TrialContext.opening("trial-" + connection.number(), client, destination);
            switch (protocols.identify(opening, new FirstBytes(fromClient, fromServer))) {
                case Protocols.Identified identified -> {
                    line("is " + identified.plugin().id());
                    TrialContext context = TrialContext.to(destination, handoffs);
                    contacts = context.contactLists();
                    trial = new ConnectionTrial(identified.plugin(), context, decide);
                    for (Recording.Said said : waiting) {
                        trial.feed(said.from(), said.bytes());
                    }
                }
                case Protocols.Recognised recognised ->
                    line("is " + recognised.recogniser().id() + ", unread");
                case Protocols.Undecided undecided -> {}
                case Protocols.Foreign foreign -> {}
            }
        }

        void end(Side from) {
            if (trial != null) {
                trial.end(from);
                print();
            }
        }

        void close() {
            if (trial == null) {
                line("is unknown");
            } else {
                trial.close();
                print();
                if (contacts != null) {
                    contacts.lines().forEach(this::line);
                }
            }
        }

        private void print() {
            if (trial != null) {
                List<ImEvent> events = trial.events();
                for (ImEvent event : events.subList(printed, events.size())) {
                    line(EventLine.of(event));
                }
                printed = events.size();
            }
        }

        private void line(String text) {
            lines.add("#" + connection.number() + " " + text);
        }
    }

    private final Protocols protocols;
    private final Function<ImEvent, Decision> decide;
    private final Handoffs handoffs = TrialContext.newHandoffs();
    private final Map<TcpConnection, Played> played = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    /** Plays a recording to its end. */
    public CaptureTrial(
            Protocols protocols, Recording recording, Splitter splitter, Function<ImEvent, Decision> decide) {
        this.protocols = protocols;
        this.decide = decide;
        for (Recording.Step step : recording.steps()) {
            Played connection = played.computeIfAbsent(step.connection(), Played::new);
            switch (step) {
                case Recording.Opened opened ->
                    connection.line(
                            "opens to port " + opened.connection().server().getPort());
                case Recording.Said said ->
                    splitter.split(said.bytes()).forEach(piece -> connection.say(said.from(), piece));
                case Recording.Ended ended -> connection.end(ended.from());
                case Recording.Closed closed -> connection.close();
            }
        }
    }

    /** What happened, a line each: connections, what they speak, events, and at a connection's end the contact lists it has told. */
    public List<String> lines() {
        return lines;
    }

    /** What went out on a connection; empty when nobody knew it. */
    public byte[] sentTo(TcpConnection connection, Side to) {
        Played p = played.get(connection);
        return p == null || p.trial == null ? new byte[0] : p.trial.sentTo(to);
    }

    /** The hand-offs the connections left behind. */
    public Handoffs handoffs() {
        return handoffs;
    }

    /** Gives buffers back, also after a failure. */
    @Override
    public void close() {
        for (Played p : played.values()) {
            if (p.trial != null) {
                p.trial.close();
            }
        }
    }
}
