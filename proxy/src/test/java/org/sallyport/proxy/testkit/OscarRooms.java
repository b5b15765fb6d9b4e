package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * The rooms of an {@link OscarService}, as open-oscar-server has them: who comes is told of all inside and themselves, lines go
 * to all but their authors, who are shown them too when they ask for it.
 *
 * <p>Any thread; what happens in a room happens at once for everybody there.
 */
final class OscarRooms {

    /** An exchange that anybody may make rooms in. */
    private static final int EXCHANGE = 4;

    private final AtomicLong requests;

    /** By cookie, everybody inside: the account as it came, and where. */
    private final Map<String, Map<FlapSocket, String>> rooms = new LinkedHashMap<>();

    OscarRooms(AtomicLong requests) {
        this.requests = requests;
    }

    private static SnacBuilder user(SnacBuilder snac, String name) {
        return snac.s8(name).u16(0).u16(2).tlv16(1, 0x0010).tlv32(3, 0x4B00_0000L);
    }

    private SnacBuilder snac(int subtype) {
        return SnacBuilder.snac(0x0E, subtype, 0, requests.incrementAndGet());
    }

    /** The room that a client wants to go into; empty when it names none. */
    static String named(@Nullable Tlv where) {
        if (where == null) {
            return "";
        }
        WireReader in = where.reader();
        in.u16();
        return in.s8();
    }

    /** Whether it is a matter of rooms, which is then done. */
    boolean takes(FlapSocket client, String account, String room, Snac snac) throws IOException {
        if (snac.is(0x0D, 8)) {
            create(client, snac);
        } else if (snac.is(1, 2) && !room.isEmpty()) {
            enter(client, account, room);
        } else if (snac.is(0x0E, 5)) {
            say(client, account, room, snac);
        } else {
            return false;
        }
        return true;
    }

    /** 0D/08: a room is made, or was there. */
    private synchronized void create(FlapSocket client, Snac ask) throws IOException {
        WireReader in = ask.reader();
        int exchange = in.u16();
        in.s8();
        in.u16();
        in.u8();
        TlvList tlvs = TlvList.read(in, in.u16(), Limits.DEFAULT);
        String name = String.valueOf(tlvs.text(0xD3));
        String cookie = exchange + "-0-" + name;
        rooms.computeIfAbsent(cookie, made -> new LinkedHashMap<>());
        SnacBuilder answer = SnacBuilder.snac(0x0D, 0x09, 0, ask.requestId());
        SnacBuilder.Open room = answer.open(4);
        answer.u16(exchange).s8(cookie).u16(0).u8(2).u16(2).tlv(0x6A, name).tlv(0xD3, name);
        client.send(answer.close(room));
    }

    /** 01/02 on a room's connection: somebody is in. */
    private synchronized void enter(FlapSocket client, String account, String cookie) throws IOException {
        Map<FlapSocket, String> inside = rooms.computeIfAbsent(cookie, made -> new LinkedHashMap<>());
        client.send(snac(0x02)
                .u16(EXCHANGE)
                .s8(cookie)
                .u16(0)
                .u8(2)
                .u16(1)
                .tlv(0xD3, cookie.substring(cookie.lastIndexOf('-') + 1)));
        toOthers(inside, client, user(snac(0x03), account));
        inside.put(client, account);
        SnacBuilder everybody = snac(0x03);
        inside.values().forEach(name -> user(everybody, name));
        client.send(everybody);
    }

    /** The connection is gone. */
    synchronized void leave(FlapSocket client, String account, String cookie) {
        Map<FlapSocket, String> inside = rooms.getOrDefault(cookie, Map.of());
        if (inside.remove(client) != null) {
            toOthers(inside, client, user(snac(0x04), account));
        }
    }

    /** 0E/05. */
    private synchronized void say(FlapSocket client, String account, String cookie, Snac said) throws IOException {
        Map<FlapSocket, String> inside = rooms.getOrDefault(cookie, Map.of());
        Snac.Line line = said.line();
        TlvList tlvs = line.tlvs();
        String one = tlvs.has(1) ? null : tlvs.text(2);
        for (Map.Entry<FlapSocket, String> other : inside.entrySet()) {
            boolean hears = one == null || OscarNames.normalize(one).equals(OscarNames.normalize(other.getValue()));
            if (other.getKey() != client && hears) {
                send(other.getKey(), relayed(snac(0x06), account, line));
            }
        }
        if (tlvs.has(6)) {
            client.send(relayed(SnacBuilder.snac(0x0E, 0x06, 0, said.requestId()), account, line));
        }
    }

    private static SnacBuilder relayed(SnacBuilder out, String account, Snac.Line line) {
        out.u64(line.cookie()).u16(3);
        SnacBuilder.Open sender = out.open(3);
        user(out, account).close(sender);
        for (Tlv tlv : line.tlvs().all()) {
            if (tlv.type() == 1 || tlv.type() == 5) {
                out.tlv(tlv);
            }
        }
        return out;
    }

    private static void toOthers(Map<FlapSocket, String> inside, @Nullable FlapSocket but, SnacBuilder snac) {
        byte[] body = io.netty.buffer.ByteBufUtil.getBytes(snac.build());
        for (FlapSocket other : inside.keySet()) {
            if (other != but) {
                send(other, SnacBuilder.bare().bytes(body));
            }
        }
    }

    private static void send(FlapSocket to, SnacBuilder snac) {
        try {
            to.send(snac);
        } catch (IOException e) {
            // Who has just gone is told nothing more.
        }
    }

    /** Says to one inside that somebody else has come or gone, whoever is there: {@code subtype} 3 or 4. */
    synchronized void tell(String account, String cookie, int subtype, String who) throws IOException {
        for (Map.Entry<FlapSocket, String> one :
                rooms.getOrDefault(cookie, Map.of()).entrySet()) {
            if (one.getValue().equals(account)) {
                one.getKey().send(user(snac(subtype), who));
            }
        }
    }
}
