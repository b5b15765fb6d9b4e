package org.sallyport.protocols.tls;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole hello. A hello that can be read in two ways (an extension twice, bytes behind the end) is malformed: gateway
 * and server could take different names from it.
 */
final class HelloBody {

    private static final int RANDOM = 32;
    private static final int MAX_SESSION_ID = 32;

    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int ENCRYPTED_CLIENT_HELLO = 0xFE0D;

    private static final int HOST_NAME = 0;

    private final Octets body;
    private final Set<Integer> seen = new HashSet<>();
    private final List<Integer> versions = new ArrayList<>();
    private final List<String> protocols = new ArrayList<>();
    private @Nullable String serverName;
    private boolean nameUnusable;
    private boolean ech;
    private @Nullable String wrong;

    private HelloBody(ByteBuf body) {
        this.body = new Octets(body);
    }

    static ClientHello.Reading read(ByteBuf body, int recordVersion, int length) {
        return new HelloBody(body).read(recordVersion, length);
    }

    private ClientHello.Reading read(int recordVersion, int length) {
        int version = body.uint16();
        body.skip(RANDOM);
        Octets sessionId = body.vector8();
        Octets suites = body.vector16();
        Octets compressions = body.vector8();
        if (body.isBroken()) {
            return new ClientHello.Malformed("the hello ends before its compression methods");
        }
        if (version >> 8 != 3) {
            return new ClientHello.Malformed("a hello of another major version");
        }
        if (sessionId.left() > MAX_SESSION_ID
                || suites.left() < 2
                || suites.left() % 2 != 0
                || !compressions.hasMore()) {
            return new ClientHello.Malformed("a session id, cipher suites or compression methods of a wrong length");
        }
        if (body.hasMore()) {
            // Clients up to TLS 1.2 may leave all extensions out, their length included.
            extensions(body.vector16());
            if (body.isBroken() || body.hasMore()) {
                return new ClientHello.Malformed("the extensions don't end where the hello ends");
            }
        }
        if (wrong != null) {
            return new ClientHello.Malformed(wrong);
        }
        return new ClientHello.Hello(new ClientHello(
                recordVersion, version, versions, serverName, nameUnusable, protocols, ech, false, length));
    }

    private void extensions(Octets all) {
        while (wrong == null && all.hasMore()) {
            int type = all.uint16();
            Octets content = all.vector16();
            if (all.isBroken()) {
                wrong = "an extension longer than the hello";
            } else if (!seen.add(type)) {
                wrong = "an extension twice";
            } else {
                extension(type, content);
            }
        }
    }

    private void extension(int type, Octets content) {
        switch (type) {
            case SERVER_NAME -> serverName(content);
            case ALPN -> alpn(content);
            case SUPPORTED_VERSIONS -> supportedVersions(content);
            case ENCRYPTED_CLIENT_HELLO -> ech = true;
            default -> {
                // Nothing a gateway needs.
            }
        }
    }

    private void serverName(Octets content) {
        Octets list = content.vector16();
        int names = 0;
        while (list.hasMore()) {
            int type = list.uint8();
            Octets name = list.vector16();
            if (type == HOST_NAME) {
                names++;
                serverName = ServerNames.host(name.text());
            }
        }
        if (content.isBroken() || content.hasMore() || list.isBroken()) {
            wrong = "a server name that doesn't fit its extension";
        }
        if (names != 1) {
            serverName = null;
        }
        nameUnusable = serverName == null;
    }

    private void alpn(Octets content) {
        Octets list = content.vector16();
        while (list.hasMore()) {
            Octets name = list.vector8();
            if (!name.hasMore()) {
                wrong = "an ALPN protocol without a name";
            }
            String text = name.text();
            if (!isGrease(text) && text.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
                protocols.add(text);
            }
        }
        if (content.isBroken() || content.hasMore() || list.isBroken()) {
            wrong = "ALPN protocols that don't fit their extension";
        }
    }

    private void supportedVersions(Octets content) {
        Octets list = content.vector8();
        while (list.hasMore()) {
            int version = list.uint16();
            if (!isGrease(version)) {
                versions.add(version);
            }
        }
        if (content.isBroken() || content.hasMore() || list.isBroken()) {
            wrong = "supported versions that don't fit their extension";
        }
    }

    /** Values that clients strew in so that servers go on ignoring what they don't know: 0x0A0A, 0x1A1A to 0xFAFA. */
    private static boolean isGrease(int value) {
        return (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);
    }

    private static boolean isGrease(String name) {
        return name.length() == 2 && isGrease(name.charAt(0) << 8 | name.charAt(1));
    }
}
