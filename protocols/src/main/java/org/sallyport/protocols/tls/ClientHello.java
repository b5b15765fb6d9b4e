package org.sallyport.protocols.tls;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;

/**
 * The first message of a TLS client (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2), as far as a gateway has a use for it.
 * What it says is a claim: the name need not be where the connection goes.
 *
 * <p>Immutable, safe for any thread.
 *
 * @param recordVersion the version in the first record's header, such as {@code 0x0301}; for an {@link #sslv2()} hello that of
 *     the hello itself
 * @param version the version field of the hello: the newest a client up to TLS 1.2 speaks, {@code 0x0303} for TLS 1.3
 * @param versions the versions of the {@code supported_versions} extension (RFC 8446 section 4.2.1) in the client's order,
 *     without GREASE (RFC 8701); empty when it is not there
 * @param serverName the host of the {@code server_name} extension (RFC 6066 section 3): lower case, without a dot at the end, 1
 *     to 255 letters, digits, hyphens, underscores and dots; null when there is none, or none that can be used
 * @param serverNameUnusable whether there is a {@code server_name} extension that gives no host name: an IP literal, other
 *     characters, several names, or none
 * @param alpn the protocols of ALPN (RFC 7301) in the client's order, as far as their names are printable ASCII, without GREASE
 * @param ech whether Encrypted Client Hello is there (extension {@code 0xfe0d}): the name then is that of a front, or the
 *     client only pretends, as browsers do (GREASE ECH); the two can't be told apart
 * @param sslv2 whether it came in the format of SSL 2.0 (RFC 5246 appendix E.2), which has no extensions
 * @param length bytes it takes in the stream, record headers included; more of the last record may follow
 */
public record ClientHello(
        int recordVersion,
        int version,
        List<Integer> versions,
        @Nullable String serverName,
        boolean serverNameUnusable,
        List<String> alpn,
        boolean ech,
        boolean sslv2,
        int length) {

    /** Bytes of a stream that are looked at for a hello, record headers included. */
    public static final int MAX_BYTES = 64 << 10;

    /** How many bytes tell TLS from everything else: a record's header, a handshake header and the version. */
    private static final int TELLING_BYTES = 11;

    private static final int ALERT = 21;

    public ClientHello {
        versions = List.copyOf(versions);
        alpn = List.copyOf(alpn);
    }

    /** What the first bytes of a client are. */
    public sealed interface Reading {}

    /** They don't begin a TLS connection, whatever follows. */
    public enum NotTls implements Reading {
        INSTANCE
    }

    /** They could be, or are, the beginning of a hello that is not all there. */
    public enum NeedMore implements Reading {
        INSTANCE
    }

    /** The hello, whole. */
    public record Hello(ClientHello hello) implements Reading {}

    /**
     * They begin like TLS and break its rules.
     *
     * @param why what is wrong, in words without content of the stream
     */
    public record Malformed(String why) implements Reading {}

    /**
     * Reads a client's first bytes. Holds nothing between calls: call it again with all of them when there are more.
     *
     * @param first what the client has said so far; its indices and content stay as they are. {@link #MAX_BYTES} without a whole
     *     hello are {@link Malformed}
     */
    public static Reading read(ByteBuf first) {
        return SslV2Hello.couldBe(first) ? SslV2Hello.read(first) : HelloRecords.read(first);
    }

    /**
     * Whether a connection is TLS, as a recogniser says it. {@link Detection.Match#CERTAIN} may come before {@link #read} has a
     * whole hello, and also for a malformed one: were that taken for no TLS, a client could go by unseen with a hello that only
     * its server accepts.
     */
    public static Detection detect(FirstBytes first) {
        ByteBuf server = first.fromServer();
        if (server.isReadable() && !answers(server.getByte(server.readerIndex()))) {
            return Detection.NoMatch.INSTANCE;
        }
        ByteBuf client = first.fromClient();
        return switch (read(client)) {
            case NotTls not -> Detection.NoMatch.INSTANCE;
            case Hello hello -> Detection.Match.CERTAIN;
            case Malformed malformed ->
                client.readableBytes() < TELLING_BYTES ? Detection.Match.LIKELY : Detection.Match.CERTAIN;
            case NeedMore more ->
                client.readableBytes() < TELLING_BYTES || SslV2Hello.couldBe(client)
                        ? Detection.NeedMore.INSTANCE
                        : Detection.Match.CERTAIN;
        };
    }

    /** A TLS server never speaks first, and begins with a handshake record or an alert. */
    private static boolean answers(byte first) {
        return first == HelloRecords.HANDSHAKE || first == ALERT;
    }

    /** The newest version the client speaks, such as {@code 0x0304} for TLS 1.3. */
    public int newestVersion() {
        return versions.stream().mapToInt(v -> v).max().orElse(version);
    }
}
