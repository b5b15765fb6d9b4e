package org.sallyport.protocols.msnp.read;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.msnp.wire.MsnNames;

/**
 * The contact lists of version 13 on: {@code <ml><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>} in {@code ADL}, {@code
 * RML} and {@code FQY}; version 21 has the lists in {@code <s n="IM" l="3"/>} inside {@code <c>} (libpurple, MSNPSharp, Escargot;
 * observed with libpurple). Telephones stand without a domain.
 *
 * @param initial whether it is the whole list, told at sign-on
 * @param entries who is on it, each with the bits of lists meant, 0 when none are
 */
public record ContactXml(boolean initial, List<Entry> entries) {

    /** The forward list: whom one sees. */
    public static final int FORWARD = 1;

    /** The allow list: who may see one. */
    public static final int ALLOW = 2;

    /** The block list: who may not. */
    public static final int BLOCK = 4;

    /** Who has a person on theirs; only told by the service. */
    public static final int REVERSE = 8;

    /** Who has asked; only told by the service. */
    public static final int PENDING = 16;

    /** Somebody on lists. */
    public record Entry(ScreenName person, int lists) {}

    public ContactXml {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a payload.
     *
     * @param most how many entries are read; what follows is left out
     */
    public static ContactXml read(String xml, int most) {
        boolean initial = false;
        String domain = "";
        List<Entry> entries = new ArrayList<>();
        Tags tags = new Tags(xml);
        while (tags.next() && entries.size() < most) {
            if (tags.is("ml")) {
                initial = tags.attribute("l").equals("1");
            } else if (tags.is("d")) {
                domain = "@" + tags.attribute("n");
            } else if (tags.is("t")) {
                domain = "";
            } else if (tags.is("c") && !tags.attribute("n").isEmpty()) {
                ScreenName person = MsnNames.of(tags.attribute("n") + domain, tags.attribute("t"));
                entries.add(new Entry(person, bits(tags.attribute("l"))));
            } else if (tags.is("s") && !entries.isEmpty()) {
                Entry last = entries.remove(entries.size() - 1);
                entries.add(new Entry(last.person(), last.lists() | bits(tags.attribute("l"))));
            }
        }
        return new ContactXml(initial, entries);
    }

    private static int bits(String number) {
        boolean plain =
                !number.isEmpty() && number.length() <= 3 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(number) : 0;
    }
}
