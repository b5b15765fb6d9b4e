package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Recogniser;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.carrier.Carrier;
import org.sallyport.protocols.carrier.ProxyHandshake;
import org.sallyport.protocols.trial.CaptureTrial;
import org.sallyport.protocols.trial.IdentificationMatrix;
import org.sallyport.protocols.trial.SharedCaptures;
import org.sallyport.protocols.trial.Truth;
import org.sallyport.proxy.entry.OpenGate;

/**
 * Which connections of all recorded captures the gateway knows, misses and mistakes, exactly: what the recognisers of its
 * protocols know, and what it finds in TLS, HTTP and other proxies' tunnels, and behind STARTTLS.
 *
 * <p>What was found stands in {@code captures/gateway-identification.txt}; with {@code -Dsallyport.golden.write=true} it is
 * written instead of compared.
 */
class GatewayIdentificationTest {

    private static final String FOUND = "captures/gateway-identification.txt";

    private static OpenGate gate;

    @BeforeAll
    static void open() throws IOException {
        gate = new OpenGate(OpenGate.relaySettings(), new OpenGate.Inside());
    }

    @AfterAll
    static void close() {
        gate.close();
    }

    @Test
    void knowsWhatItKnew() throws IOException {
        IdentificationMatrix matrix = matrix(CaptureTrial::whole);
        assertThat(matrix.surprises()).isEmpty();
        String found = String.join("\n", matrix.lines()) + "\n";
        System.out.println(found);
        if (Boolean.getBoolean("sallyport.golden.write")) {
            Path file = Path.of(System.getProperty("sallyport.root"), "proxy/src/test/resources", FOUND);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, found);
            System.out.println("Written: " + file);
            return;
        }
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/" + FOUND))) {
            assertThat(found).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void knowsTheSameByteByByte() throws IOException {
        List<String> whole = matrix(CaptureTrial::whole).answers();
        assertThat(matrix(CaptureTrial::byteByByte).answers()).isEqualTo(whole);
    }

    private static IdentificationMatrix matrix(CaptureTrial.Splitter splitter) throws IOException {
        Path folder = SharedCaptures.folder();
        Assumptions.assumeTrue(folder != null);
        return new IdentificationMatrix(Objects.requireNonNull(folder), Truth.load(), new AsTheGateway(), splitter);
    }

    /** Shows each connection to the gateway's own identification. */
    private static final class AsTheGateway implements IdentificationMatrix.Identifier {
        private final RelayServices services = gate.services();
        private final IdentityHashMap<ByteBuf, Followed> followed = new IdentityHashMap<>();

        @Override
        public Set<String> vocabulary() {
            Set<String> all =
                    new TreeSet<>(Set.of("http", "tls", "connect/tls", "socks4/http", "socks5/http", "xmpp/tls"));
            services.protocols().recognisers().forEach(r -> all.add(r.id().value()));
            return all;
        }

        @Override
        public @Nullable String identify(Opening opening, FirstBytes first) {
            return followed.computeIfAbsent(first.fromClient(), unused -> new Followed(opening, services))
                    .show(first);
        }

        @Override
        public @Nullable String atTheEnd(FirstBytes first) {
            Followed shown = followed.remove(first.fromClient());
            return shown == null ? null : shown.atTheEnd();
        }
    }

    /** One connection, of which everything is at hand that was not passed on. */
    private static final class Followed implements Identifying.Owner {
        private final Identifying identifying;
        private final StringBuilder layers = new StringBuilder();
        private int layersSeen;
        private int clientPassed;
        private int serverPassed;
        private int clientShown;
        private @Nullable FirstBytes shown;
        private @Nullable String answer;

        Followed(Opening opening, RelayServices services) {
            // Its clock stands still: nothing comes too late.
            identifying = new Identifying(opening, services, new EmbeddedChannel().eventLoop(), this);
        }

        @Nullable String show(FirstBytes first) {
            if (answer == null) {
                shown = first;
                Side from = first.fromClient().readableBytes() > clientShown ? Side.CLIENT : Side.SERVER;
                clientShown = first.fromClient().readableBytes();
                identifying.look(from);
            }
            return answer;
        }

        /** Nothing more comes, be it in time or at all. */
        @Nullable String atTheEnd() {
            if (answer == null && shown != null) {
                answer = layers.isEmpty() ? null : layers.substring(0, layers.length() - 1);
            }
            return answer;
        }

        @Override
        public FirstBytes held() {
            FirstBytes first = Objects.requireNonNull(shown);
            return new FirstBytes(rest(first.fromClient(), clientPassed), rest(first.fromServer(), serverPassed));
        }

        private static ByteBuf rest(ByteBuf bytes, int passed) {
            return bytes.slice(passed, bytes.writerIndex() - passed);
        }

        @Override
        public void passHeld(Side from, int bytes) {
            if (identifying.layers() > layersSeen) {
                layersSeen = identifying.layers();
                layers.append(proxy(held())).append('/');
            }
            if (from == Side.CLIENT) {
                clientPassed += bytes;
            } else {
                serverPassed += bytes;
            }
        }

        private static String proxy(FirstBytes held) {
            for (Carrier carrier : Carrier.values()) {
                if (carrier.isProxy() && carrier.detect(held) instanceof Detection.Match) {
                    return carrier.name().toLowerCase(java.util.Locale.ROOT);
                }
            }
            throw new IllegalStateException("no proxy");
        }

        private void found(String name) {
            answer = layers + name;
        }

        @Override
        public void identified(ProtocolPlugin plugin) {
            found(plugin.id().value());
        }

        @Override
        public void recognised(Recogniser recogniser) {
            if (recogniser.mayStartTls() && identifying.layers() < Identifying.MOST_LAYERS) {
                layers.append(recogniser.id().value()).append('/');
                layersSeen = identifying.layers() + 1;
                identifying.goOnWith(ProxyHandshake.startTls());
            } else {
                found(recogniser.id().value());
            }
        }

        @Override
        public void http() {
            found("http");
        }

        @Override
        public void tls() {
            found("tls");
        }

        @Override
        public void foreign() {
            found(IdentificationMatrix.NONE);
        }

        @Override
        public void quiet() {
            found("quiet");
        }

        @Override
        public void refused(String why) {
            found("refused");
        }

        @Override
        public void timeOver() {
            throw new IllegalStateException("there is no time");
        }
    }
}
