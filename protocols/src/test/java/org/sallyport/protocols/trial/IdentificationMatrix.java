package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Recogniser;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.CaptureFile;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.capture.TcpListener;

/**
 * Shows every TCP connection of every recorded capture to an identifier, both sides as they came, and sets what it says against
 * what is {@linkplain Truth true}.
 */
public final class IdentificationMatrix {

    /** The name of what is no protocol the identifier knows. */
    public static final String NONE = "none";

    /** What an identifier that never made up its mind said. */
    private static final String UNDECIDED = "undecided";

    /** What is looked at of a side, in bytes; more than a gateway would hold. */
    private static final int FIRST_BYTES = 8 * 1024;

    /** Tells a connection by its first bytes. */
    public interface Identifier {

        /** The protocols it could name. */
        Set<String> vocabulary();

        /** The protocol's name, {@link #NONE} when it is none of them whatever follows, or null while more bytes could tell. */
        @Nullable String identify(Opening opening, FirstBytes first);

        /** What it is all the same when no more bytes come; null when that can't be told. {@code first} as it was last shown. */
        default @Nullable String atTheEnd(FirstBytes first) {
            return null;
        }
    }

    /** Recognisers as an identifier. */
    public static Identifier of(Protocols protocols) {
        Set<String> vocabulary =
                protocols.recognisers().stream().map(r -> r.id().value()).collect(Collectors.toUnmodifiableSet());
        return new Identifier() {
            @Override
            public Set<String> vocabulary() {
                return vocabulary;
            }

            @Override
            public @Nullable String identify(Opening opening, FirstBytes first) {
                return switch (protocols.identify(opening, first)) {
                    case Protocols.Identified known -> id(known.plugin());
                    case Protocols.Recognised known -> id(known.recogniser());
                    case Protocols.Foreign foreign -> NONE;
                    case Protocols.Undecided undecided -> null;
                };
            }

            private String id(Recogniser recogniser) {
                return recogniser.id().value();
            }
        };
    }

    /** One connection and what was said of it. */
    private static final class Shown {
        private final TcpConnection connection;
        private final ByteBuf fromClient = Unpooled.buffer();
        private final ByteBuf fromServer = Unpooled.buffer();
        private String answer = UNDECIDED;
        private boolean over;

        Shown(TcpConnection connection) {
            this.connection = connection;
        }

        void show(Side from, ByteBuf bytes, Identifier identifier) {
            ByteBuf all = from == Side.CLIENT ? fromClient : fromServer;
            if (over || all.readableBytes() >= FIRST_BYTES) {
                return;
            }
            all.writeBytes(bytes.duplicate());
            InetSocketAddress server = connection.server();
            Address destination = new Address(server.getAddress().getHostAddress(), server.getPort());
            Opening opening = TrialContext.opening("trial-" + connection.number(), connection.client(), destination);
            String said = identifier.identify(opening, new FirstBytes(fromClient, fromServer));
            if (said != null) {
                answer = said;
                over = true;
            }
        }

        /** No more will be shown. */
        void end(Identifier identifier) {
            String said = answer.equals(UNDECIDED) ? identifier.atTheEnd(new FirstBytes(fromClient, fromServer)) : null;
            answer = said == null ? answer : said;
            over = true;
        }
    }

    /** How often a protocol was, and was called. */
    private static final class Count {
        private int connections;
        private int recognised;
        private int missed;
        private int missedMidway;
        private int wrongly;
    }

    private final Path folder;
    private final Identifier identifier;
    private final CaptureTrial.Splitter splitter;
    private final List<Truth> truths;
    private final Map<Truth, Shown> shown = new LinkedHashMap<>();
    private final List<String> surprises = new ArrayList<>();

    /**
     * Shows everything at once.
     *
     * @param folder of the captures
     * @param splitter cuts what was captured in one piece into the pieces that are shown one after the other
     */
    public IdentificationMatrix(Path folder, List<Truth> truths, Identifier identifier, CaptureTrial.Splitter splitter)
            throws IOException {
        this.folder = folder;
        this.truths = List.copyOf(truths);
        this.identifier = identifier;
        this.splitter = splitter;
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(f -> f.toString().matches(".*\\.(pcap|pcapng|bin)"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            read(file);
        }
        truths.stream()
                .filter(t -> !t.withoutTcp() && !shown.containsKey(t))
                .forEach(t -> surprises.add("not there: " + t));
    }

    private void read(Path file) throws IOException {
        String name = folder.relativize(file).toString().replace('\\', '/');
        Map<TcpConnection, Shown> connections = new LinkedHashMap<>();
        CaptureFile.read(file, port -> false, new TcpListener() {
            @Override
            public void opened(TcpConnection connection) {
                connections.put(connection, new Shown(connection));
            }

            @Override
            public void data(TcpConnection connection, Side from, ByteBuf bytes, Instant time) {
                Shown s = connections.get(connection);
                if (s != null && !s.over) {
                    splitter.split(bytes.slice()).forEach(piece -> s.show(from, piece, identifier));
                }
            }

            @Override
            public void gap(TcpConnection connection, Side from, long bytes, Instant time) {
                // What comes behind a gap are no first bytes.
                Shown s = connections.get(connection);
                if (s != null) {
                    s.over = true;
                }
            }

            @Override
            public void ended(TcpConnection connection, Side from, Instant time) {}

            @Override
            public void closed(TcpConnection connection, Instant time) {}
        });
        for (Shown s : connections.values()) {
            s.end(identifier);
            truths.stream()
                    .filter(t -> t.file().equals(name) && t.number() == s.connection.number())
                    .filter(t -> t.ends().equals(ends(s)) && t.start().equals(start(name, s)))
                    .findFirst()
                    .ifPresentOrElse(
                            t -> shown.put(t, s),
                            () -> surprises.add("nothing is known of: " + name + "\t" + s.connection.number() + "\t"
                                    + ends(s) + "\t" + start(name, s)));
        }
        if (connections.isEmpty()
                && truths.stream().noneMatch(t -> t.withoutTcp() && t.file().equals(name))) {
            surprises.add("nothing is known of: " + name + ", without TCP");
        }
    }

    private static String ends(Shown s) {
        return ends(s.connection.client()) + ">" + ends(s.connection.server());
    }

    private static String ends(InetSocketAddress end) {
        return new Address(end.getAddress().getHostAddress(), end.getPort()).toString();
    }

    private static String start(String name, Shown s) {
        return name.endsWith(".bin") ? "raw" : s.connection.whole() ? "whole" : "midway";
    }

    /** Connections nothing is known of, and known ones that are not there. Empty when truth and captures belong together. */
    public List<String> surprises() {
        return surprises;
    }

    /** What each connection was called, a line each. */
    public List<String> answers() {
        return shown.entrySet().stream()
                .map(e -> e.getKey().file() + " #" + e.getKey().number() + " " + e.getValue().answer)
                .toList();
    }

    /** The table, and below it each connection: what it is, what it was called, and what had been said by then. */
    public List<String> lines() {
        Map<String, Count> counts = new LinkedHashMap<>();
        new TreeSet<>(identifier.vocabulary()).forEach(name -> counts.put(name, new Count()));
        counts.put(NONE, new Count());
        List<String> details = new ArrayList<>();
        shown.forEach((truth, s) -> {
            String is = truth.among(identifier.vocabulary());
            String called = s.answer.equals(UNDECIDED) ? NONE : s.answer;
            Count count = count(counts, is);
            count.connections++;
            if (is.equals(called)) {
                count.recognised++;
            } else {
                count.missed++;
                count.missedMidway += truth.start().equals("midway") ? 1 : 0;
                count(counts, called).wrongly++;
            }
            details.add(String.join(
                    " ",
                    truth.file(),
                    "#" + truth.number(),
                    truth.start(),
                    "is",
                    truth.protocol() + (truth.inside().equals("-") ? "" : "/" + truth.inside()) + ",",
                    "called",
                    s.answer,
                    "after",
                    s.fromClient.readableBytes() + "+" + s.fromServer.readableBytes()));
        });
        List<String> lines = new ArrayList<>();
        lines.add(row("protocol", "connections", "recognised", "missed", "midway", "false"));
        counts.forEach((name, c) -> lines.add(
                row(name, "" + c.connections, "" + c.recognised, "" + c.missed, "" + c.missedMidway, "" + c.wrongly)));
        lines.add("");
        lines.add("captures without TCP: "
                + truths.stream().filter(Truth::withoutTcp).count());
        lines.add("");
        lines.addAll(details);
        return lines;
    }

    private static Count count(Map<String, Count> counts, String name) {
        return counts.computeIfAbsent(name, n -> new Count());
    }

    private static String row(String name, String... numbers) {
        StringBuilder row = new StringBuilder(String.format("%-14s", name));
        for (String number : numbers) {
            row.append(String.format("%12s", number));
        }
        return row.toString();
    }
}
