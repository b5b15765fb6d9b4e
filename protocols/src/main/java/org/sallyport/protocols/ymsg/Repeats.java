package org.sallyport.protocols.ymsg;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.ymsg.read.Said;
import org.sallyport.protocols.ymsg.wire.Pair;

/**
 * What was decided on messages with an id (429), for when they come again: a client that gets no acknowledgement within seven
 * seconds sends the same once more (official client 9.0, as libpurple and openymsg note). The repeat meets the same fate and is no
 * second event.
 *
 * <p>The same is the same id, peers, IMVironment and text, byte for byte: an id alone would let other words pass. Bounded; the
 * eldest goes first, and its repeat is then a new message. Confined to the connection's event loop.
 */
final class Repeats {

    private final Map<String, Verdict> verdicts;

    Repeats(int most) {
        verdicts = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Verdict> eldest) {
                return size() > most;
            }
        };
    }

    /** What was decided on the same message; null when it is new or has no id. */
    @Nullable Verdict verdict(Side from, Said said) {
        return said.id() == null ? null : verdicts.get(print(from, said));
    }

    void remember(Side from, Said said, Verdict verdict) {
        if (said.id() != null) {
            verdicts.put(print(from, said), verdict);
        }
    }

    private static String print(Side from, Said said) {
        MessageDigest digest = sha256();
        digest.update(from.name().getBytes(StandardCharsets.US_ASCII));
        add(digest, said.id());
        add(digest, said.sender());
        add(digest, said.network());
        add(digest, said.imvironment());
        add(digest, said.text());
        for (Pair recipient : said.recipients()) {
            add(digest, recipient);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Each with its length before it, so that no two sets of values run into the same bytes. */
    private static void add(MessageDigest digest, @Nullable Pair pair) {
        int length = pair == null ? -1 : pair.length();
        digest.update((byte) (length >>> 24));
        digest.update((byte) (length >>> 16));
        digest.update((byte) (length >>> 8));
        digest.update((byte) length);
        if (pair != null) {
            digest.update(pair.bytes());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
