package org.sallyport.protocols.ymsg;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ymsg.read.ListReader;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * The contact list as the service tells it at sign-on. Up to version 12 it is a text (55, key 87), which may come in parts that cut
 * a name in two. Since 13 it has records (F1), and may come in several packets, of which nothing says for certain which is the
 * last: so the first of a connection begins it, and the others go on with it. Services that still send the text beside it are taken
 * at the records' word.
 *
 * <p>It says besides that the client is in, so it is told on only when no rule minds that: {@link #part} reads, {@link #tell}
 * tells.
 *
 * <p>Bounded: {@value #LONGEST_TEXT} characters of parts are put together; what is more is not read. Confined to the connection's
 * event loop.
 */
final class ContactList {

    /** More than a thousand names of the longest kind. */
    private static final int LONGEST_TEXT = 65_536;

    private final Connection connection;
    private final StringBuilder text = new StringBuilder();

    /** Whether the text that is put together has been told of at all: it may be empty. */
    private boolean begun;

    /** Whether records were sent on this connection. */
    private boolean records;

    /** Whether what was read last is a whole list, or the beginning of one. */
    private boolean begins;

    private @Nullable List<ScreenName> people;

    ContactList(Connection connection) {
        this.connection = connection;
    }

    /** Reads a part of it. */
    void part(Packet packet) {
        people = null;
        begins = false;
        if (packet.is(Service.LIST_15)) {
            begins = !records;
            records = true;
            people = ListReader.records(packet.pairs());
        } else if (packet.is(Service.LIST) && !records) {
            groups(packet);
        }
    }

    private void groups(Packet packet) {
        String part = packet.pairs().text(Key.CONTACTS);
        if (part != null) {
            begun = true;
            append(part);
        }
        if (begun && packet.status() != Status.STORED) {
            begins = true;
            people = ListReader.groups(
                    text.toString(), connection.context().limits().itemsPerFrame());
            text.setLength(0);
            begun = false;
        }
    }

    /** As much as there is room for, and of that whole names. */
    private void append(String part) {
        int room = LONGEST_TEXT - text.length();
        text.append(part, 0, Math.min(part.length(), room));
        if (part.length() > room) {
            text.setLength(Math.max(0, text.lastIndexOf(",")));
        }
    }

    /** Tells what was read last, once the service's yes may pass. */
    void tell() {
        List<ScreenName> read = people;
        people = null;
        ScreenName account = connection.account();
        if (read == null || account == null) {
            return;
        }
        ContactLists lists = connection.context().contactLists();
        if (begins) {
            lists.begins(account);
        }
        lists.has(account, read);
    }
}
