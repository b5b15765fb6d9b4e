package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An address that an answer leads to.
 *
 * @param ttlSeconds how long the answer holds
 */
record Learned(InetAddress address, long ttlSeconds) {

    private static final int MOST_RECORDS = 100;
    private static final int LONGEST_ANSWER = 16 << 10;

    private record Found(String owner, InetAddress address, long ttl) {}

    /**
     * The addresses in an answer for the name that was asked, through aliases (CNAME) in whatever order they stand. What can't
     * be read teaches nothing, and neither does what is longer or has more records than an answer to a person's question.
     *
     * @param answer the whole message; its indices stay as they are
     */
    static List<Learned> from(ByteBuf answer, Query query) {
        String host = query.host();
        if (host == null
                || query.dnsClass() != Query.IN
                || answer.readableBytes() < query.end()
                || answer.readableBytes() > LONGEST_ANSWER
                || Replies.responseCode(answer) != Replies.NO_ERROR) {
            return List.of();
        }
        ByteBuf bytes = answer.slice();
        int records = Math.min(bytes.getUnsignedShort(6), MOST_RECORDS);
        bytes.readerIndex(query.end());
        Map<String, String> aliases = new HashMap<>();
        List<Found> found = new ArrayList<>();
        try {
            for (int i = 0; i < records && record(bytes, aliases, found); i++) {
                // Each moves on by itself.
            }
        } catch (RuntimeException e) {
            // Bytes from outside. The client gets them all the same: it asked for them.
            return List.of();
        }
        Set<String> names = chain(host + ".", aliases);
        return found.stream()
                .filter(one -> names.contains(one.owner()))
                .map(one -> new Learned(one.address(), one.ttl()))
                .toList();
    }

    /**
     * Reads one record (RFC 1035, section 4.1.3); false at the end. By hand but for names: the library's record decoder makes
     * buffers, and loses them over names that are broken.
     */
    private static boolean record(ByteBuf bytes, Map<String, String> aliases, List<Found> found) {
        String owner = name(bytes);
        if (!bytes.isReadable(10)) {
            return false;
        }
        int type = bytes.readUnsignedShort();
        int dnsClass = bytes.readUnsignedShort();
        int ttl = bytes.readInt();
        int length = bytes.readUnsignedShort();
        if (!bytes.isReadable(length)) {
            return false;
        }
        int start = bytes.readerIndex();
        bytes.skipBytes(length);
        if (dnsClass != Query.IN) {
            return true;
        }
        if (type == Query.CNAME) {
            aliases.put(owner, name(bytes.duplicate().setIndex(start, start + length)));
        } else if ((type == Query.A && length == 4) || (type == Query.AAAA && length == 16)) {
            byte[] address = new byte[length];
            bytes.getBytes(start, address);
            try {
                // One with the highest bit set counts as none (RFC 2181, section 8).
                found.add(new Found(owner, InetAddress.getByAddress(address), Math.max(0, ttl)));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    private static String name(ByteBuf bytes) {
        return DefaultDnsRecordDecoder.decodeName(bytes).toLowerCase(Locale.ROOT);
    }

    /** The name and all it stands for; a circle ends where it closes. */
    private static Set<String> chain(String name, Map<String, String> aliases) {
        Set<String> names = new HashSet<>();
        String next = name;
        while (next != null && names.add(next)) {
            next = aliases.get(next);
        }
        return names;
    }
}
