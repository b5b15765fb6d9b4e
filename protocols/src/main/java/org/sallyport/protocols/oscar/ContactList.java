package org.sallyport.protocols.oscar;

import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.oscar.read.FeedbagReader;
import org.sallyport.protocols.oscar.wire.SnacHeader;

/**
 * The contact list as the service tells it (13/06), of which each answer is the whole. A long one comes in several SNACs, all but
 * the last of which say that more follow. Nothing follows where the client has asked for what is newer than its own copy and
 * there is nothing: then the service says so (13/0F), and who is on the list doesn't show.
 *
 * <p>Confined to the connection's event loop.
 */
final class ContactList {

    private final Connection connection;

    /** Whether the last part has said that more follows. */
    private boolean goesOn;

    ContactList(Connection connection) {
        this.connection = connection;
    }

    /** A part of it. A broken one is read as far as it goes: it is the client's to refuse. */
    void part(SnacHeader header, Frame frame) {
        boolean first = !goesOn;
        goesOn = (header.flags() & SnacHeader.FLAG_MORE) != 0;
        ScreenName account = connection.account();
        if (account == null) {
            return;
        }
        ContactLists lists = connection.context().contactLists();
        if (first) {
            lists.begins(account);
        }
        lists.has(
                account,
                FeedbagReader.people(
                        header.body(frame.buffer()), connection.context().limits()));
    }
}
