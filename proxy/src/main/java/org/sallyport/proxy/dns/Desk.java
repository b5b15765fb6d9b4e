package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sallyport.proxy.dns.DnsMeters.Happened;

/**
 * Where every message ends up, however it came: answered at once, looked up, or ignored. Confined to the forwarder's event loop.
 *
 * <p>Bounded: {@value #LOOKUPS} look-ups at a time, and {@value #LOOKUPS_PER_CLIENT} for one client; a query beyond that is
 * answered with a failure, upon which clients ask again or elsewhere.
 */
final class Desk {

    static final int LOOKUPS = 1_000;
    static final int LOOKUPS_PER_CLIENT = 100;

    private final Lookup.Road road;
    private final LocalAnswers local;
    private final DnsNames names;
    private final Set<Lookup> lookups = new HashSet<>();
    private final Map<InetAddress, Integer> perClient = new HashMap<>();

    Desk(Lookup.Road road, LocalAnswers local, DnsNames names) {
        this.road = road;
        this.local = local;
        this.names = names;
    }

    /** A query under way; a way to end it when nobody waits any more. */
    interface Waiting {
        void cancel();

        /** It has been answered already, or never will be. */
        Waiting NOT = () -> {};
    }

    /**
     * Deals with a message.
     *
     * @param message stays with the caller
     * @param read what it is
     * @param stream whether it came over TCP, and is to be asked so
     * @param reply takes the answer, which belongs to it then; called at most once, perhaps before this returns
     */
    Waiting handle(InetAddress client, ByteBuf message, Query.Read read, boolean stream, Consumer<ByteBuf> reply) {
        ByteBufAllocator allocator = message.alloc();
        switch (read) {
            case Query.Read.Noise noise -> {
                road.meters().count(Happened.MALFORMED);
                return Waiting.NOT;
            }
            case Query.Read.Refused refused -> {
                road.meters().count(Happened.MALFORMED);
                reply.accept(Replies.error(allocator, message, refused.responseCode()));
                return Waiting.NOT;
            }
            case Query.Read.Asked asked -> {
                road.meters().count(Happened.ASKED);
                Query query = asked.query();
                List<InetAddress> here =
                        query.host() == null || query.dnsClass() != Query.IN ? null : local.find(query.host());
                if (here != null) {
                    road.meters().count(Happened.ANSWERED_HERE);
                    reply.accept(Replies.addresses(allocator, message, query, here));
                    return Waiting.NOT;
                }
                if (lookups.size() >= LOOKUPS || perClient.getOrDefault(client, 0) >= LOOKUPS_PER_CLIENT) {
                    road.meters().count(Happened.OVERLOADED);
                    reply.accept(Replies.error(allocator, message, query, Replies.SERVER_FAILURE));
                    return Waiting.NOT;
                }
                return lookUp(client, message.retain(), query, stream, reply);
            }
        }
    }

    private Waiting lookUp(InetAddress client, ByteBuf message, Query query, boolean stream, Consumer<ByteBuf> reply) {
        Lookup[] self = new Lookup[1];
        Lookup lookup = new Lookup(road, message, query, stream, (answer, good) -> {
            remove(client, self[0]);
            road.meters().count(good ? Happened.ANSWERED : Happened.FAILED);
            learn(client, answer, query);
            reply.accept(answer);
        });
        self[0] = lookup;
        lookups.add(lookup);
        perClient.merge(client, 1, Integer::sum);
        lookup.start();
        return () -> {
            remove(client, lookup);
            lookup.cancel();
        };
    }

    /** Ends everything under way; nobody is told. */
    void close() {
        lookups.forEach(Lookup::cancel);
        lookups.clear();
        perClient.clear();
    }

    private void remove(InetAddress client, Lookup lookup) {
        if (lookups.remove(lookup)) {
            perClient.computeIfPresent(client, (c, count) -> count == 1 ? null : count - 1);
        }
    }

    private void learn(InetAddress client, ByteBuf answer, Query query) {
        String host = query.host();
        if (host != null) {
            for (Learned learned : Learned.from(answer, query)) {
                names.remember(client, learned.address(), host, learned.ttlSeconds());
            }
        }
    }
}
