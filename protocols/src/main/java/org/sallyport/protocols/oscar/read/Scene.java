package org.sallyport.protocols.oscar.read;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.WireReader;

/** One SNAC under a reader's eyes, and the phrases all readers need: who is speaking, how texts are cut, how to conclude. */
record Scene(Side from, SnacHeader header, WireReader body, ReadContext context) {

    boolean byClient() {
        return from == Side.CLIENT;
    }

    Flow flow() {
        return Flow.from(from);
    }

    Limits limits() {
        return context.limits();
    }

    @Nullable ScreenName account() {
        return context.account();
    }

    /** The account as a list of recipients; empty while unknown. */
    List<ScreenName> me() {
        ScreenName account = context.account();
        return account == null ? List.of() : List.of(account);
    }

    /** The account and the one other person named: the client speaks to them, the service speaks for them. */
    Parties with(ScreenName peer) {
        return byClient() ? new Parties(account(), List.of(peer)) : new Parties(peer, me());
    }

    Parties with(String peer) {
        return with(OscarNames.screenName(peer));
    }

    /** Text that may be HTML, cut to the limit. */
    Text text(String decoded) {
        return TextCodec.text(cut(decoded));
    }

    /** Text that is none, cut to the limit. */
    Text plain(String decoded) {
        return Text.plain(cut(decoded));
    }

    private String cut(String decoded) {
        int most = limits().textChars();
        if (decoded.length() <= most) {
            return decoded;
        }
        // Never through the middle of a character.
        return decoded.substring(0, Character.isHighSurrogate(decoded.charAt(most - 1)) ? most - 1 : most);
    }

    ImEvent.Message message(
            Parties parties,
            Feature feature,
            @Nullable String room,
            String words,
            Set<ImEvent.Message.Mark> marks,
            String id) {
        Set<ImEvent.Message.Mark> all = EnumSet.noneOf(ImEvent.Message.Mark.class);
        all.addAll(marks);
        if (words.length() > limits().textChars()) {
            all.add(ImEvent.Message.Mark.CUT);
        }
        return new ImEvent.Message(flow(), feature, parties.from(), parties.to(), room, text(words), all, id);
    }

    ImEvent contact(Parties parties, String action, String words) {
        return new ImEvent.ContactChange(flow(), parties.from(), parties.to(), action, text(words));
    }

    Meaning one(ImEvent event) {
        return body.failed() ? broken() : new Meaning.Events(List.of(event));
    }

    /** Broken when the body was; nothing when nothing happened. */
    Meaning all(List<ImEvent> events) {
        if (body.failed()) {
            return broken();
        }
        return events.isEmpty() ? Meaning.Nothing.INSTANCE : new Meaning.Events(events);
    }

    /** Nothing, unless the body was broken. */
    Meaning nothing() {
        return body.failed() ? broken() : Meaning.Nothing.INSTANCE;
    }

    Meaning broken() {
        return new Meaning.Broken("a length or count in " + header.opcode() + " does not fit its body");
    }

    /** A part read by a reader of its own was broken: so is the whole. */
    void inherit(WireReader part) {
        if (part.failed()) {
            body.fail();
        }
    }
}
