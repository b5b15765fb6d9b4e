package org.sallyport.protocols.msnp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.read.ContactXml;
import org.sallyport.protocols.msnp.wire.Command;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;

/**
 * Changes of contact lists: {@code ADD} to version 9, {@code ADC} to 12, {@code REM} to both, {@code ADL} and {@code RML} since;
 * and the search for which network somebody is in ({@code FQY}). What our client asks for is its account's doing. Of what the
 * service tells unasked, in transaction 0, the account's own lists are its doing too, from another place, and the others somebody
 * else's. The whole list, told at every sign-on, changes nothing: {@link ContactList} has it.
 *
 * <p>Bounded: of one payload {@link org.sallyport.protocols.Limits#itemsPerFrame()} people are read; with more it is malformed.
 * Confined to the connection's event loop.
 */
final class Contacts {

    /** Something about a contact, who stays on the list. */
    private static final String UPDATE = "update";

    private final Connection connection;
    private final Requests requests;
    private final ContactList list;

    Contacts(Connection connection, Requests requests, ContactList list) {
        this.connection = connection;
        this.requests = requests;
        this.list = list;
    }

    /** {@code ADD}, {@code ADC}, {@code REM}. */
    Finding edit(Side from, Command command, CommandLine line) {
        if (from == Side.SERVER && line.number(1) != 0) {
            done(line);
            return Finding.Pass.INSTANCE;
        }
        int lists = bit(line.token(2));
        ScreenName person = null;
        String name = "";
        // A serial number stands before the account in what the service tells, and none does later (version 10).
        for (int i = 3; i < line.count(); i++) {
            String token = line.decoded(i);
            if (token.startsWith("F=")) {
                name = token.substring(2);
            } else if (person == null && token.indexOf('@') > 0) {
                person = MsnNames.of(token.startsWith("N=") ? token.substring(2) : token);
                name = command == Command.ADD ? line.decoded(i + 1) : name;
            }
        }
        if (person == null) {
            person = list.byId(line.token(3));
        }
        boolean remove = command == Command.REM;
        boolean ofGroup = remove && from == Side.CLIENT && lists == ContactXml.FORWARD && line.has(4);
        String action = ofGroup ? UPDATE : action(lists, remove);
        return new Finding.Asks(change(Flow.from(from), lists, person, action, cut(name)), requests::enforce);
    }

    /** {@code ADC n list N=account F=name C=id}: what our client has asked for is done. */
    private void done(CommandLine line) {
        if (line.contains(3, '@')) {
            String account = line.decoded(3);
            list.remember(line, MsnNames.of(account.startsWith("N=") ? account.substring(2) : account));
        }
    }

    /** {@code ADL}, {@code RML}. */
    Finding edit(Side from, boolean remove, CommandLine line) {
        if (line.payloadLength() == 0 || (from == Side.SERVER && line.number(1) != 0)) {
            return Finding.Pass.INSTANCE;
        }
        int most = connection.limits().itemsPerFrame();
        ContactXml told = ContactXml.read(line.payload(), most + 1);
        if (told.entries().size() > most) {
            return new Finding.Broken("list of more than " + most + " contacts");
        }
        if (told.initial() && from == Side.CLIENT && !remove) {
            list.told(told.entries());
            return Finding.Pass.INSTANCE;
        }
        List<ImEvent> changes = new ArrayList<>();
        for (ContactXml.Entry entry : told.entries()) {
            for (int bit = ContactXml.FORWARD; bit <= ContactXml.PENDING; bit <<= 1) {
                if ((entry.lists() & bit) != 0) {
                    changes.add(change(Flow.from(from), bit, entry.person(), action(bit, remove), ""));
                }
            }
        }
        return changes.isEmpty() ? Finding.Pass.INSTANCE : new Finding.Asks(changes, requests::enforce);
    }

    /** @param on which of the lists */
    private ImEvent change(Flow flow, int on, @Nullable ScreenName person, String action, String name) {
        ScreenName account = connection.account();
        Text text = Text.plain(name);
        boolean own = on == ContactXml.FORWARD || on == ContactXml.ALLOW || on == ContactXml.BLOCK;
        if (flow == Flow.OUTBOUND || own) {
            return new ImEvent.ContactChange(flow, account, person == null ? List.of() : List.of(person), action, text);
        }
        return new ImEvent.ContactChange(flow, person, account == null ? List.of() : List.of(account), action, text);
    }

    private static int bit(String list) {
        return switch (list) {
            case "FL" -> ContactXml.FORWARD;
            case "AL" -> ContactXml.ALLOW;
            case "BL" -> ContactXml.BLOCK;
            case "RL" -> ContactXml.REVERSE;
            case "PL" -> ContactXml.PENDING;
            default -> 0;
        };
    }

    private static String action(int list, boolean remove) {
        return switch (list) {
            case ContactXml.FORWARD -> remove ? "remove" : "add";
            case ContactXml.ALLOW -> remove ? "unpermit" : "permit";
            case ContactXml.BLOCK -> remove ? "undeny" : "deny";
            case ContactXml.REVERSE -> remove ? "removed" : "added";
            case ContactXml.PENDING -> remove ? "withdraw" : "ask";
            default -> UPDATE;
        };
    }

    /** {@code FQY}: in which network somebody is. */
    Finding lookup(Side from, CommandLine line) {
        if (from == Side.SERVER) {
            return Finding.Pass.INSTANCE;
        }
        List<ScreenName> people = new ArrayList<>();
        ContactXml.read(line.payload(), connection.limits().itemsPerFrame())
                .entries()
                .forEach(entry -> people.add(entry.person()));
        return new Finding.Asks(new ImEvent.Lookup(Flow.OUTBOUND, connection.account(), people, ""), requests::enforce);
    }

    /** {@code SND n address}, {@code SDC n address ...}: a mail that asks a stranger to join. */
    Finding mail(Side from, CommandLine line) {
        if (from == Side.SERVER || !line.has(2)) {
            return Finding.Pass.INSTANCE;
        }
        return new Finding.Asks(
                change(Flow.OUTBOUND, 0, MsnNames.of(line.decoded(2)), "invite", ""), requests::enforce);
    }

    private String cut(String name) {
        return name.substring(0, Math.min(name.length(), connection.limits().textChars()));
    }
}
